package dev.llmconnect.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the kernel holds for sockets, from {@code /proc/net/tcp}. */
public final class SocketQueues {
    private static final String LISTENING = "0A";

    private SocketQueues() {}

    /** Bytes that were sent from a port of this machine and that the other side has not taken yet. */
    public static long notTaken(int port) throws IOException {
        String local = String.format(Locale.ROOT, ":%04X", port);
        long bytes = 0;
        for (String file : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                // number, local address, remote address, state, what waits to be sent : what waits to be read
                String[] fields = line.strip().split(" +", 6);
                if (fields[1].endsWith(local) && !fields[3].equals(LISTENING)) {
                    bytes += Long.parseLong(fields[4].substring(0, fields[4].indexOf(':')), 16);
                }
            }
        }
        return bytes;
    }
}
