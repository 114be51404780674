package dev.llmconnect.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A client that sends exactly the bytes it is told to. */
final class RawClient implements AutoCloseable {
    final Socket socket;
    private final InputStream in;

    /** An answer as it came; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {}

    RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request with a body and its length. */
    RawClient post(String path, String body) {
        return send("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
    }

    /** Reads one answer, with its length or in chunks. */
    Answer read() {
        return read(true);
    }

    /** Reads the answer to a {@code HEAD}. */
    Answer readHead() {
        return read(false);
    }

    /** Reads an answer in chunks that breaks off before its end. */
    Answer readCut() {
        Answer head = readHead();
        StringBuilder all = new StringBuilder();
        try {
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                all.append(text(size));
                line();
            }
        } catch (AssertionError e) {
            return new Answer(head.status(), head.headers(), all.toString());
        }
        throw new AssertionError("the answer came to a clean end: " + all);
    }

    private Answer read(boolean withBody) {
        String line = line();
        Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int status = Integer.parseInt(line.split(" ", 3)[1]);
        String body = "";
        if (withBody && headers.containsKey("content-length")) {
            body = text(Integer.parseInt(headers.get("content-length")));
        } else if (withBody && headers.containsKey("transfer-encoding")) {
            body = chunks();
        }
        return new Answer(status, headers, body);
    }

    private String chunks() {
        StringBuilder all = new StringBuilder();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            all.append(text(size));
            line();
        }
        line();
        return all.toString();
    }

    private int chunkSize() {
        return Integer.parseInt(line(), 16);
    }

    /** Reads that many bytes. */
    String text(int length) {
        try {
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new AssertionError("the connection ended after " + bytes.length + " of " + length + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new AssertionError("the connection ended after \"" + line + "\"");
                }
                line.write(b);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server has closed its side, which is waited for. */
    boolean isAtEnd() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
