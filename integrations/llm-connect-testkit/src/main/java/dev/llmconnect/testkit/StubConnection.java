package dev.llmconnect.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A connection to the {@link ProviderStub}: HTTP/1.1, one request after the other. */
final class StubConnection {
    /** Size of an endless reply; more than any adapter should buffer. */
    static final int ENDLESS_BYTES = 128 << 20;

    private static final Duration DRIP = Duration.ofMillis(50);
    private static final byte[] LINE_END = {'\r', '\n'};

    private final ProviderStub stub;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    StubConnection(ProviderStub stub, Socket socket) throws IOException {
        this.stub = stub;
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    void serve() throws IOException {
        boolean open = true;
        while (open) {
            Optional<ReceivedRequest> request = read();
            open = request.isPresent() && write(stub.replyTo(request.get()));
        }
    }

    private Optional<ReceivedRequest> read() throws IOException {
        String line = line();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        String[] start = line.split(" ", 3);
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (line = line(); !line.isEmpty(); line = line()) {
            String[] header = line.split(":", 2);
            headers.add(Map.entry(header[0], header[1].strip()));
        }
        ReceivedRequest head = new ReceivedRequest(start[0], start[1], headers, "");
        if (head.header("Expect").isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        return Optional.of(
                new ReceivedRequest(start[0], start[1], headers, new String(body(head), StandardCharsets.UTF_8)));
    }

    private byte[] body(ReceivedRequest head) throws IOException {
        if (head.header("Transfer-Encoding").isEmpty()) {
            return in.readNBytes(
                    head.header("Content-Length").map(Integer::parseInt).orElse(0));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(in.readNBytes(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
    }

    /** Reads a line without its terminator; empty also at the end of the connection. */
    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n' && c != -1; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Writes a reply and returns whether the connection can be reused. */
    private boolean write(Reply reply) throws IOException {
        try {
            return writeParts(reply);
        } catch (IOException e) {
            stub.clientLeft();
            return false;
        }
    }

    private boolean writeParts(Reply reply) throws IOException {
        waitForClientToLeave(reply.late());
        boolean drips = reply.ending() == Reply.Ending.DRIPPING;
        boolean silent = reply.sentParts().isEmpty() && reply.pauseBefore(0).isZero();
        if (!silent && !reply.bare()) {
            send(reply.head(), drips);
        }
        List<byte[]> parts = reply.sentParts();
        for (int i = 0; i < parts.size(); i++) {
            waitForClientToLeave(reply.pauseBefore(i));
            send(parts.get(i), reply.chunked(), drips);
        }
        waitForClientToLeave(reply.pauseBefore(parts.size()));
        switch (reply.ending()) {
            case WHOLE -> {
                if (reply.chunked()) {
                    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
                return true;
            }
            case CLOSED -> {}
            case RESET -> socket.setSoLinger(true, 0);
            case STALLED, DRIPPING -> waitForClientToLeave(Patience.limit().multipliedBy(2));
            case ENDLESS -> fill();
        }
        return false;
    }

    private void send(byte[] part, boolean chunked, boolean slowly) throws IOException {
        if (!chunked) {
            send(part, slowly);
        } else if (part.length > 0) {
            out.write(chunkHead(part.length));
            send(part, slowly);
            out.write(LINE_END);
        }
        out.flush();
    }

    private void send(byte[] bytes, boolean slowly) throws IOException {
        if (!slowly) {
            out.write(bytes);
            return;
        }
        for (byte each : bytes) {
            out.write(each);
            out.flush();
            waitForClientToLeave(DRIP);
        }
    }

    /** Blocks for a duration; throws if the client disconnects, since it has nothing to send before it is answered. */
    private void waitForClientToLeave(Duration time) throws IOException {
        if (time.isZero()) {
            return;
        }
        socket.setSoTimeout((int) time.toMillis());
        try {
            if (in.read() == -1) {
                throw new EOFException("the client has left");
            }
        } catch (SocketTimeoutException e) {
            // It is still there.
            socket.setSoTimeout(0);
        }
    }

    private static byte[] chunkHead(int length) {
        return (Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private void fill() throws IOException {
        byte[] filler = new byte[1 << 16];
        Arrays.fill(filler, (byte) ' ');
        for (int sent = 0; sent < ENDLESS_BYTES; sent += filler.length) {
            out.write(chunkHead(filler.length));
            out.write(filler);
            out.write(LINE_END);
        }
    }
}
