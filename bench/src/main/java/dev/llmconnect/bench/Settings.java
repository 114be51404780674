package dev.llmconnect.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How much to measure.
 *
 * @param full the whole programme (some 40 minutes) instead of a quick one (some minutes)
 * @param scenarios names of those to run; empty: all but the soak
 * @param gateways what must begin a gateway's name for it to take part; empty: all
 * @param connections the numbers of connections to measure in the closed loop; empty: all
 * @param rounds how often each measurement is repeated, all gateways taking turns
 * @param seconds how long one measurement counts
 * @param warmUpCalls how many calls each gateway answers before the first measurement
 * @param soak how long the soak goes on
 * @param peers gateways of others, see {@code BENCH_PEERS} in the README
 * @param javaOptions more JVM options for llm-connect
 * @param serveArguments more arguments of {@code llm-connect serve}
 * @param inFlightJavaOptions JVM options for the calls in flight, which want a larger heap
 * @param inFlightArguments arguments of {@code serve} for the calls in flight, which want a higher limit
 * @param root the source tree
 */
public record Settings(
        boolean full,
        Set<String> scenarios,
        Set<String> gateways,
        Set<String> connections,
        int rounds,
        double seconds,
        int warmUpCalls,
        Duration soak,
        List<String> peers,
        String javaOptions,
        List<String> serveArguments,
        String inFlightJavaOptions,
        List<String> inFlightArguments,
        Path root) {
    private static final Pattern SPACES = Pattern.compile("[ ,]+");

    /** From {@code quick} or {@code full} and the names of scenarios, and the variables that begin with BENCH_. */
    static Settings of(List<String> arguments, Map<String, String> environment) {
        boolean full = arguments.contains("full");
        Set<String> scenarios = arguments.stream()
                .filter(argument -> !argument.equals("full") && !argument.equals("quick"))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
        Values values = new Values(environment);
        return new Settings(
                full,
                scenarios,
                Set.copyOf(values.words("BENCH_GATEWAYS", "")),
                Set.copyOf(values.words("BENCH_CONNECTIONS", "")),
                (int) values.number("BENCH_ROUNDS", 3),
                values.number("BENCH_SECONDS", 1.5),
                (int) values.number("BENCH_WARMUP_CALLS", full ? 100_000 : 20_000),
                values.seconds("BENCH_SOAK_SECONDS", full ? 1200 : 90),
                values.words("BENCH_PEERS", "portkey"),
                values.text("BENCH_JAVA_OPTS", ""),
                values.words("BENCH_SERVE_ARGS", ""),
                values.text("BENCH_IN_FLIGHT_JAVA_OPTS", ""),
                values.words("BENCH_IN_FLIGHT_SERVE_ARGS", ""),
                Path.of(values.text("BENCH_ROOT", ".")).toAbsolutePath().normalize());
    }

    /** What the files with the results are called. */
    String resultName() {
        String programme = full ? "full" : "quick";
        return scenarios.isEmpty() ? programme : programme + "-" + String.join("-", new TreeSet<>(scenarios));
    }

    /** The folder for everything this writes. */
    public Path output() {
        return root.resolve("bench/target");
    }

    private record Values(Map<String, String> environment) {
        String text(String name, String otherwise) {
            return environment.getOrDefault(name, otherwise);
        }

        List<String> words(String name, String otherwise) {
            return SPACES.splitAsStream(text(name, otherwise))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        double number(String name, double otherwise) {
            return environment.containsKey(name) ? Double.parseDouble(text(name, "")) : otherwise;
        }

        Duration seconds(String name, double otherwise) {
            return Duration.ofMillis((long) (1000 * number(name, otherwise)));
        }
    }
}
