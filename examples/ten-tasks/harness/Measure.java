import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Counts the lines and tokens of each task in each framework, and the jars each needs, and prints a table. Not counted: the package, imports,
 * comments, blank lines, lines marked {@code // stub}, and classes that are no task. Fails unless llm-connect is the shortest in sum, never the
 * longest in a task, and the lightest, within its limits. Takes the folder of the tasks.
 */
public final class Measure {
    private static final List<String> FRAMEWORKS = List.of("llm-connect", "langchain4j", "spring-ai", "openai-java");
    private static final List<String> TASKS = List.of(
            "Call",
            "Turns",
            "Streaming",
            "ToolLoop",
            "RecordAnswer",
            "ImageInput",
            "Embeddings",
            "TimeoutAndCancel",
            "FallbackAndRetry",
            "HundredCalls");
    private static final Pattern TOKEN = Pattern.compile("\"(?:\\\\.|[^\"\\\\])*\"|\\w+|->|::|[^\\s\\w]");
    private static final int MAX_JARS = 8;
    /** Of the ten tasks, which need the policies of llm-connect-profiles, and of a program that only calls a provider. */
    private static final double MAX_MEGABYTES = 4.85;

    private static final double MAX_MEGABYTES_OF_A_PROVIDER = 4.65;

    private Measure() {}

    private record Size(int lines, int tokens) {}

    private record Weight(long jars, double megabytes) {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        List<String> problems = new ArrayList<>();
        Map<String, Size> sums = new LinkedHashMap<>();
        System.out.printf("%-18s%s%n", "lines/tokens", header());
        for (String task : TASKS) {
            Map<String, Size> sizes = new LinkedHashMap<>();
            for (String framework : FRAMEWORKS) {
                Size size = size(folder.resolve(framework).resolve("src/main/java/tasks/" + task + ".java"));
                sizes.put(framework, size);
                sums.merge(framework, size, (a, b) -> new Size(a.lines + b.lines, a.tokens + b.tokens));
            }
            row(task, sizes);
            if (isLongest(sizes)) {
                problems.add("llm-connect is the longest in " + task);
            }
        }
        row("sum", sums);
        Size ours = sums.get("llm-connect");
        sums.forEach((framework, size) -> {
            if (!framework.equals("llm-connect") && (size.lines <= ours.lines || size.tokens <= ours.tokens)) {
                problems.add(framework + " is as short as llm-connect in sum");
            }
        });
        weigh(folder, problems);
        problems.forEach(problem -> System.out.println("FAILED: " + problem));
        System.exit(problems.isEmpty() ? 0 : 1);
    }

    private static String header() {
        StringBuilder header = new StringBuilder();
        FRAMEWORKS.forEach(framework -> header.append(String.format("%14s", framework)));
        return header.toString();
    }

    private static void row(String name, Map<String, Size> sizes) {
        StringBuilder row = new StringBuilder(String.format("%-18s", name));
        sizes.values().forEach(size -> row.append(String.format("%14s", size.lines + "/" + size.tokens)));
        System.out.println(row);
    }

    /** Longer than every other one. */
    private static boolean isLongest(Map<String, Size> sizes) {
        int ours = sizes.get("llm-connect").lines;
        return sizes.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("llm-connect"))
                .allMatch(entry -> entry.getValue().lines < ours);
    }

    private static Size size(Path file) throws IOException {
        List<String> code = Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty()
                        && !line.startsWith("package ")
                        && !line.startsWith("import ")
                        && !line.startsWith("//")
                        && !line.endsWith("// stub"))
                .toList();
        long tokens = code.stream()
                .mapToLong(line -> TOKEN.matcher(line).results().count())
                .sum();
        return new Size(code.size(), (int) tokens);
    }

    private static Weight weight(List<Path> jars) throws IOException {
        double bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        return new Weight(jars.size(), bytes / 1_000_000);
    }

    private static String text(Weight weight) {
        return String.format("%d/%.2f", weight.jars, weight.megabytes);
    }

    private static void weigh(Path folder, List<String> problems) throws IOException {
        Map<String, Weight> weights = new LinkedHashMap<>();
        StringBuilder row = new StringBuilder(String.format("%-18s", "jars/MB"));
        for (String framework : FRAMEWORKS) {
            try (Stream<Path> jars = Files.list(folder.resolve(framework).resolve("target/lib"))) {
                List<Path> all = jars.toList();
                Weight weight = weight(all);
                weights.put(framework, weight);
                row.append(String.format("%14s", text(weight)));
                if (framework.equals("llm-connect")) {
                    Weight provider = weight(all.stream()
                            .filter(jar -> !jar.getFileName().toString().startsWith("llm-connect-profiles"))
                            .toList());
                    System.out.printf("%-18s%14s%n", "one provider", text(provider));
                    if (provider.megabytes > MAX_MEGABYTES_OF_A_PROVIDER) {
                        problems.add("one provider is heavier than " + MAX_MEGABYTES_OF_A_PROVIDER + " MB");
                    }
                }
            }
        }
        System.out.println(row);
        Weight ours = weights.get("llm-connect");
        if (ours.jars > MAX_JARS || ours.megabytes > MAX_MEGABYTES) {
            problems.add("llm-connect is heavier than " + MAX_JARS + " jars and " + MAX_MEGABYTES + " MB");
        }
        weights.forEach((framework, weight) -> {
            if (!framework.equals("llm-connect") && (weight.jars < ours.jars || weight.megabytes <= ours.megabytes)) {
                problems.add(framework + " is lighter than llm-connect");
            }
        });
    }
}
