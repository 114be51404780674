package dev.llmconnect.providers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider on loopback that breaks the rules of HTTP as a test wants it, byte by byte. */
public final class RawProvider implements AutoCloseable {
    /** What is done once a whole request has come. */
    @FunctionalInterface
    public interface Answer {
        /**
         * Answers one request, or does not.
         *
         * @param number counts the requests from 0
         */
        void to(int number, Connection connection) throws Exception;
    }

    private final ServerSocket server;
    private final Answer answer;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final List<Connection> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch firstRequest = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);

    public RawProvider(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** How many requests have come, whole. */
    public int requests() {
        return requests.get();
    }

    public int connections() {
        return connections.get();
    }

    /** Waits for the first request. */
    public void awaitRequest() throws InterruptedException {
        if (!firstRequest.await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("no request came");
        }
    }

    /** Whether a caller closes its connection within this time. */
    public boolean hangsUpWithin(Duration time) throws InterruptedException {
        return hungUp.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until every caller has closed its connection. */
    public boolean allHungUp() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (open.stream().anyMatch(connection -> !connection.socket.isClosed())) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Connection connection = new Connection(server.accept());
                connections.incrementAndGet();
                open.add(connection);
                start(() -> serve(connection));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Connection connection) {
        try (connection) {
            while (connection.readRequest()) {
                int number = requests.getAndIncrement();
                firstRequest.countDown();
                answer.to(number, connection);
            }
            hungUp.countDown();
        } catch (SocketException e) {
            hungUp.countDown();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-provider");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Connection connection : open) {
                connection.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One caller's connection. */
    public static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Sends text; {@code \n} in it is sent as {@code \r\n}. */
        public Connection send(String lines) throws IOException {
            return bytes(lines.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        public Connection bytes(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** Waits until the caller closes, and so does nothing more. */
        public void stall() throws IOException {
            while (in.read() >= 0) {
                // What a caller sends after its request is of no interest.
            }
            throw new SocketException("the caller has hung up");
        }

        /** Closes with a reset instead of an orderly end. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        boolean readRequest() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return false;
                }
                head.append((char) next);
            }
            String lower = head.toString().toLowerCase(Locale.ROOT);
            int at = lower.indexOf("content-length:");
            long length = at < 0
                    ? 0
                    : Long.parseLong(
                            lower.substring(at + 15, lower.indexOf('\r', at)).strip());
            in.skipNBytes(length);
            return true;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
