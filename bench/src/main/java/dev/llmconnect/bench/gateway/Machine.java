package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** The machine a measurement was made on, and how much of it others used meanwhile. */
public final class Machine {
    private Machine() {}

    /** Seconds of CPU that all programs have used since the machine started. */
    public static double busySeconds() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            long[] ticks = Arrays.stream(lines.findFirst().orElseThrow().split(" +", -1))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            // user, nice, system, irq, softirq, steal; not idle (3) and iowait (4)
            return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7]) / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Processor, cores, memory and kernel in one line. */
    public static String description() throws IOException {
        String model = first("/proc/cpuinfo", "model name");
        String memory = first("/proc/meminfo", "MemTotal");
        return Runtime.getRuntime().availableProcessors() + " cores of " + model + ", "
                + Long.parseLong(memory.replaceAll("\\D", "")) / 1024 / 1024 + " GiB, Linux "
                + System.getProperty("os.version");
    }

    private static String first(String file, String name) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(name))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("?");
        }
    }
}
