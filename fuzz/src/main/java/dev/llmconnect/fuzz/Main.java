package dev.llmconnect.fuzz;

import dev.llmconnect.Redactor;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * {@code Main GROUP SECONDS [SEED]} tries inputs of one group, {@code requests}, {@code answers} or {@code files}, for so long, and ends with
 * 1 when any was answered wrong. The same seed makes the same inputs.
 */
public final class Main {
    private static final int MAX_FINDINGS = 10;

    private Main() {}

    static Target target(String group) {
        Redactor.register(Mutator.KEY);
        Map<String, Supplier<Target>> all = Map.of(
                "requests", RequestsTarget::new,
                "answers",
                        () -> new AnswersTarget(Path.of(System.getProperty("llmconnect.corpus", "../shared/corpus"))),
                "files", FilesTarget::new);
        Supplier<Target> target = all.get(group);
        if (target == null) {
            throw new IllegalArgumentException("a group is one of " + all.keySet() + ", got " + group);
        }
        return target.get();
    }

    /** Called by the JVM. */
    public static void main(String[] args) {
        long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
        long end = System.nanoTime() + Long.parseLong(args[1]) * 1_000_000_000;
        Set<String> kinds = new LinkedHashSet<>();
        long tried = 0;
        try (Target target = target(args[0])) {
            for (long input = seed; System.nanoTime() < end && kinds.size() < MAX_FINDINGS; input++) {
                SplittableRandom random = new SplittableRandom(input);
                try {
                    target.tryOne(random::nextInt);
                } catch (Finding e) {
                    String message = String.valueOf(e.getMessage());
                    String kind = message.lines().findFirst().orElse("").replaceAll("[0-9\"].*", "") + kindOf(e);
                    if (kinds.add(kind)) {
                        System.out.printf(
                                Locale.ROOT, "FOUND in %s with seed %d:%n%.4000s%n%n", args[0], input, message);
                    }
                }
                tried++;
            }
        }
        System.out.printf(
                Locale.ROOT, "%s: %,d inputs from seed %d, %d kinds of findings%n", args[0], tried, seed, kinds.size());
        // Threads of clients and servers that were closed may still end.
        Runtime.getRuntime().exit(kinds.isEmpty() ? 0 : 1);
    }

    /** Where it was thrown, so that one fault is told once. */
    private static String kindOf(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof Finding || cause.getStackTrace().length == 0 ? "" : cause.getStackTrace()[0].toString();
    }
}
