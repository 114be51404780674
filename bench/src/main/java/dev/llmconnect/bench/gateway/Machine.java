package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** The machine a measurement was made on, and how much of it others used meanwhile. */
public final class Machine {
    private static final int WORK = 50_000_000;

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

    /**
     * Milliseconds that a fixed piece of work takes on one core, the best of three: on a machine that is shared, how fast it is
     * changes from one minute to the next, and this tells when.
     */
    public static double workMillis() {
        return DoubleStream.generate(Machine::work).limit(3).min().orElseThrow();
    }

    private static double work() {
        long begun = System.nanoTime();
        long state = 1;
        for (int i = 0; i < WORK; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        if (state == 0) {
            throw new IllegalStateException("that cannot be");
        }
        return (System.nanoTime() - begun) / 1e6;
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
