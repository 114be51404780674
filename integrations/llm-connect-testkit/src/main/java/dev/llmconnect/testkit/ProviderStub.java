package dev.llmconnect.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Stub of a provider on a free loopback port, which sends scripted replies, including faulty ones, and detects when its client
 * disconnects. Thread-safe.
 */
public final class ProviderStub implements AutoCloseable {
    /** Path of the base URL, which detects adapters that omit it. */
    static final String PATH = "/base";

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Queue<ReceivedRequest> received = new ConcurrentLinkedQueue<>();
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<ReceivedRequest> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> clientLeft = new CompletableFuture<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile Function<ReceivedRequest, Reply> script = request -> Reply.json(500, "{}");

    /** Creates a stub that responds with 500 until scripted. */
    public ProviderStub() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Patience.run(this::accept);
    }

    /** Base URL with a path, without a trailing slash. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + PATH);
    }

    /** Sets the replies to subsequent requests. */
    public void answer(Function<ReceivedRequest, Reply> newScript) {
        script = newScript;
    }

    /** Sends these replies to subsequent requests in turn, and the last one to all further requests. */
    @SafeVarargs
    public final void answerInTurn(Function<ReceivedRequest, Reply>... turns) {
        AtomicInteger asked = new AtomicInteger();
        answer(request -> turns[Math.min(asked.getAndIncrement(), turns.length - 1)].apply(request));
    }

    /** Requests received so far. */
    public List<ReceivedRequest> received() {
        return List.copyOf(received);
    }

    /** Times of the requests received so far, from {@link System#nanoTime()}. */
    public List<Long> times() {
        return List.copyOf(times);
    }

    /** Last request received so far. */
    ReceivedRequest lastReceived() {
        List<ReceivedRequest> all = received();
        if (all.isEmpty()) {
            throw new AssertionError("the adapter did not ask the provider");
        }
        return all.get(all.size() - 1);
    }

    /** Waits for the first request. */
    ReceivedRequest awaitRequest() throws Exception {
        return Patience.await("the provider was asked", asked);
    }

    /** Waits until the client has closed a connection before receiving the whole reply. */
    public void awaitClientLeft(String what) throws Exception {
        Patience.await(what, clientLeft);
    }

    /** Number of open client connections. */
    public int openConnections() {
        return connections.size();
    }

    Reply replyTo(ReceivedRequest request) {
        synchronized (received) {
            received.add(request);
            times.add(System.nanoTime());
        }
        asked.complete(request);
        try {
            return script.apply(request);
        } catch (RuntimeException | Error e) {
            failures.add(e);
            return Reply.json(500, "{}");
        }
    }

    void clientLeft() {
        clientLeft.complete(null);
    }

    /** Stops the stub; throws if the script failed. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
        failures.stream().findFirst().ifPresent(failure -> {
            throw new AssertionError("the provider's side of the test failed: " + failure, failure);
        });
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Patience.run(() -> serve(socket));
            } catch (IOException e) {
                // close() ends accept() this way; anything else shows as an adapter that gets no answer.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new StubConnection(this, socket).serve();
        } catch (SocketException e) {
            // The client has left between two requests, or the test is over.
            return;
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        } finally {
            connections.remove(socket);
        }
    }
}
