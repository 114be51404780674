package dev.llmconnect.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A provider that takes one request, answers only when it is told to, and knows when its caller has gone. */
final class HangingProvider implements AutoCloseable {
    private final ServerSocket socket;
    private final CompletableFuture<Socket> asked = new CompletableFuture<>();
    private final CompletableFuture<Long> closedAt = new CompletableFuture<>();

    HangingProvider() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "hanging-provider");
        thread.setDaemon(true);
        thread.start();
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    void awaitRequest() throws Exception {
        asked.get(20, TimeUnit.SECONDS);
    }

    void answer(String json) throws Exception {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        String head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        Socket caller = asked.get();
        caller.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        caller.getOutputStream().write(bytes);
        caller.getOutputStream().flush();
    }

    /** From now until the caller has closed its connection. */
    long millisUntilClosed() throws Exception {
        long from = System.nanoTime();
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(closedAt.get(20, TimeUnit.SECONDS) - from));
    }

    private void serve() {
        try (Socket caller = socket.accept()) {
            caller.getInputStream().read();
            asked.complete(caller);
            while (caller.getInputStream().read() >= 0) {
                // What is asked does not matter.
            }
        } catch (IOException e) {
            asked.completeExceptionally(new UncheckedIOException(e));
        } finally {
            closedAt.complete(System.nanoTime());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
