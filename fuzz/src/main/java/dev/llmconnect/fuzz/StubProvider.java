package dev.llmconnect.fuzz;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A provider that answers everything alike. Thread-safe. */
final class StubProvider implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile String contentType = "application/json";
    private volatile byte[] body = new byte[0];
    private volatile byte[] received = new byte[0];

    StubProvider() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            received = exchange.getRequestBody().readAllBytes();
            byte[] answer = body;
            exchange.getResponseHeaders().set("Content-Type", contentType);
            exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    void answers(int code, String type, byte[] bytes) {
        status = code;
        contentType = type;
        body = bytes;
    }

    /** The body of the last request; empty since {@link #forget}. */
    byte[] received() {
        return received;
    }

    void forget() {
        received = new byte[0];
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
