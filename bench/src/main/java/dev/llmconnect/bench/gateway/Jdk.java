package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An installed JDK.
 *
 * @param major its version, such as 17
 * @param home its folder
 */
public record Jdk(int major, Path home) {

    /** JDK 17 and the newest one of {@code /usr/lib/jvm}; one entry where that is the same. */
    public static List<Jdk> seventeenAndNewest() throws IOException {
        TreeMap<Integer, Jdk> byVersion = new TreeMap<>();
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib/jvm"))) {
            for (Path home : (Iterable<Path>) folders.sorted()::iterator) {
                if (Files.isExecutable(home.resolve("bin/jcmd")) && Files.isRegularFile(home.resolve("release"))) {
                    int major = major(home);
                    byVersion.putIfAbsent(major, new Jdk(major, home));
                }
            }
        }
        byVersion.headMap(17).clear();
        if (byVersion.isEmpty()) {
            throw new IllegalStateException("no JDK of 17 or later in /usr/lib/jvm");
        }
        return Stream.of(byVersion.firstEntry(), byVersion.lastEntry())
                .distinct()
                .map(entry -> entry.getValue())
                .toList();
    }

    private static int major(Path home) throws IOException {
        return Files.readAllLines(home.resolve("release")).stream()
                .filter(line -> line.startsWith("JAVA_VERSION="))
                .map(line -> Integer.parseInt(line.replaceAll("^\\D*(\\d+).*", "$1")))
                .findFirst()
                .orElse(0);
    }

    /** Runs the JDK's {@code jcmd} on a process and waits for it. */
    public void jcmd(long pid, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("bin/jcmd").toString(), Long.toString(pid));
        builder.command().addAll(List.of(command));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("jcmd " + String.join(" ", command) + " failed for process " + pid);
        }
    }
}
