package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Linux says of a process and its descendants in {@code /proc}.
 *
 * @param cpuSeconds user and system time so far, in steps of 10 ms
 * @param residentBytes resident memory now
 * @param peakResidentBytes the most since the start, or since {@link #resetPeak}
 * @param threads of the operating system
 * @param sockets open sockets
 */
public record ProcessFigures(double cpuSeconds, long residentBytes, long peakResidentBytes, int threads, int sockets) {
    private static final double TICKS_PER_SECOND = 100;

    /** Nothing at all, for the case without a gateway. */
    public static final ProcessFigures NONE = new ProcessFigures(0, 0, 0, 0, 0);

    /** The figures of a process and all its descendants, added up. */
    public static ProcessFigures of(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .map(one -> ofOne(one.pid()))
                .reduce(NONE, ProcessFigures::plus);
    }

    /** Lets the peak of resident memory count from now. */
    public static void resetPeak(ProcessHandle process) throws IOException {
        Files.writeString(Path.of("/proc/" + process.pid() + "/clear_refs"), "5");
    }

    /** Resident memory of a process and all its descendants, for those who look often: the sockets are not counted. */
    public static long residentBytes(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(one -> residentBytes(one.pid()))
                .sum();
    }

    private static long residentBytes(long pid) {
        try {
            return kilobytes(Files.readAllLines(Path.of("/proc/" + pid + "/status")), "VmRSS:") * 1024;
        } catch (NoSuchFileException gone) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProcessFigures plus(ProcessFigures other) {
        return new ProcessFigures(
                cpuSeconds + other.cpuSeconds,
                residentBytes + other.residentBytes,
                peakResidentBytes + other.peakResidentBytes,
                threads + other.threads,
                sockets + other.sockets);
    }

    private static ProcessFigures ofOne(long pid) {
        Path proc = Path.of("/proc/" + pid);
        try {
            String stat = Files.readString(proc.resolve("stat"));
            // the name, in parentheses, may hold anything; the fields after it are numbered from 3
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            List<String> status = Files.readAllLines(proc.resolve("status"));
            return new ProcessFigures(
                    (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND,
                    kilobytes(status, "VmRSS:") * 1024,
                    kilobytes(status, "VmHWM:") * 1024,
                    Integer.parseInt(fields[17]),
                    sockets(proc.resolve("fd")));
        } catch (NoSuchFileException gone) {
            return NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long kilobytes(List<String> status, String name) {
        return status.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static int sockets(Path descriptors) throws IOException {
        int count = 0;
        try (Stream<Path> all = Files.list(descriptors)) {
            for (Path descriptor : (Iterable<Path>) all::iterator) {
                try {
                    if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
                        count++;
                    }
                } catch (NoSuchFileException expected) {
                    // closed between the listing and the look
                }
            }
        }
        return count;
    }
}
