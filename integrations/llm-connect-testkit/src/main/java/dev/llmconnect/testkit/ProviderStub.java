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
 * A provider on a free port of this machine that answers by a script, well or badly, byte by byte, and notices when its client leaves.
 * Thread-safe.
 */
public final class ProviderStub implements AutoCloseable {
    /** Part of the base URL, so that an adapter that forgets it is found out. */
    static final String PATH = "/base";

    private final ServerSocket server;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final Queue<ReceivedRequest> received = new ConcurrentLinkedQueue<>();
    private final Queue<Long> times = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<ReceivedRequest> asked = new CompletableFuture<>();
    private final CompletableFuture<Void> clientLeft = new CompletableFuture<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile Function<ReceivedRequest, Reply> script = request -> Reply.json(500, "{}");

    /** Answers with 500 until it is told what to say. */
    public ProviderStub() {
        try {
            server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Patience.run(this::accept);
    }

    /** With a path, and without a slash at its end. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + PATH);
    }

    /** What to answer from now on. */
    public void answer(Function<ReceivedRequest, Reply> newScript) {
        script = newScript;
    }

    /** Answers the requests from now on with these in turn, and all that follow with the last one. */
    @SafeVarargs
    public final void answerInTurn(Function<ReceivedRequest, Reply>... turns) {
        AtomicInteger asked = new AtomicInteger();
        answer(request -> turns[Math.min(asked.getAndIncrement(), turns.length - 1)].apply(request));
    }

    /** All requests so far. */
    public List<ReceivedRequest> received() {
        return List.copyOf(received);
    }

    /** When they came, on the clock of {@link System#nanoTime()}. */
    public List<Long> times() {
        return List.copyOf(times);
    }

    /** The last request so far. */
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

    /** Waits until the client has closed a connection on which it was owed the rest of an answer. */
    public void awaitClientLeft(String what) throws Exception {
        Patience.await(what, clientLeft);
    }

    /** How many connections clients hold now. */
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

    /** Ends everything; fails if the script did. */
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
