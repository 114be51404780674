package dev.llmconnect.bench.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The CPU of a process by the names of its threads: calls, compiler and collector show apart. */
final class ThreadCpu {
    private ThreadCpu() {}

    /** Seconds so far, user and system apart, by thread name with digits left out. */
    static Map<String, Double> of(long pid) throws IOException {
        Map<String, Double> seconds = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : (Iterable<Path>) threads::iterator) {
                try {
                    String stat = Files.readString(thread.resolve("stat"));
                    String name = stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
                            .replaceAll("[-#\\d ]+$", "");
                    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                    seconds.merge(name + " user", Long.parseLong(fields[11]) / 100.0, Double::sum);
                    seconds.merge(name + " system", Long.parseLong(fields[12]) / 100.0, Double::sum);
                } catch (NoSuchFileException expected) {
                    // the thread has ended
                }
            }
        }
        return seconds;
    }

    static void print(Map<String, Double> before, Map<String, Double> after, int elapsedSeconds) {
        after.forEach((name, seconds) -> {
            double used = seconds - before.getOrDefault(name, 0.0);
            if (used >= 0.01 * elapsedSeconds) {
                System.out.printf("    %-32s %5.1f %% of a core%n", name, 100 * used / elapsedSeconds);
            }
        });
    }
}
