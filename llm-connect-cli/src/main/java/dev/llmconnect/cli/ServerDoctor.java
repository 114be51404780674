package dev.llmconnect.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks what a server needs of its machine. */
final class ServerDoctor {
    private static final String SERVER = "server";

    private ServerDoctor() {}

    /** Whether a port can be listened on now. */
    static DoctorCheck port(String check, String host, int port) {
        String address = host + ":" + port;
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return DoctorCheck.ok(check, SERVER, (port == 0 ? host + ", any port" : address) + " is free");
        } catch (IOException | IllegalArgumentException e) {
            return DoctorCheck.fail(check, SERVER, address + " cannot be listened on: " + e.getMessage());
        }
    }

    /** Whether a socket file can be made. */
    static DoctorCheck unixSocket(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder != null && Files.isWritable(folder)
                ? DoctorCheck.ok("port", SERVER, "unix:" + file + " can be created")
                : DoctorCheck.fail("port", SERVER, "unix:" + file + " cannot be created: its folder is not writable");
    }

    /** Whether a file can be written, or created with its folders. */
    static DoctorCheck store(Path file) {
        Path existing = file.toAbsolutePath();
        while (existing != null && Files.notExists(existing)) {
            existing = existing.getParent();
        }
        boolean writable = existing != null
                && Files.isWritable(existing)
                && (existing.equals(file.toAbsolutePath()) || Files.isDirectory(existing));
        return writable
                ? DoctorCheck.ok("store", SERVER, file + (Files.exists(file) ? " is writable" : " can be created"))
                : DoctorCheck.fail(
                        "store",
                        SERVER,
                        file
                                + " cannot be written, so usage and budgets would be lost at exit: set --data-dir to another"
                                + " folder");
    }
}
