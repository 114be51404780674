package dev.llmconnect.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An HTTP answer of the provider, in bytes. Immutable: each method gives a new one. */
public final class Reply {
    /** How a reply ends, after its parts. */
    enum Ending {
        /** As HTTP wants it. */
        WHOLE,
        /** The provider closes the connection, although more was announced. */
        CLOSED,
        /** The connection is reset. */
        RESET,
        /** The provider says no more and keeps the connection open. */
        STALLED,
        /** The parts come byte by byte, slowly, and then no more. */
        DRIPPING,
        /** Filler follows, more than anybody should read. */
        ENDLESS
    }

    private final int status;
    private final List<Map.Entry<String, String>> headers;
    private final List<byte[]> parts;
    private final int sent;
    private final boolean chunked;
    private final Ending ending;

    private Reply(
            int status,
            List<Map.Entry<String, String>> headers,
            List<byte[]> parts,
            int sent,
            boolean chunked,
            Ending ending) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.parts = List.copyOf(parts);
        this.sent = sent;
        this.chunked = chunked;
        this.ending = ending;
    }

    /** Status 200 and JSON. */
    public static Reply json(String body) {
        return json(200, body);
    }

    /** Any status and JSON. */
    public static Reply json(int status, String body) {
        return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Any status and body. */
    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(
                status, List.of(Map.entry("Content-Type", contentType)), List.of(body), 1, false, Ending.WHOLE);
    }

    /** Status 200 and a stream; each event a text of its own, with what separates it from the next. */
    public static Reply stream(String contentType, List<String> events) {
        return streamOfBytes(
                contentType,
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** Status 200 and a stream in a format that is no text; each event an array of its own. */
    public static Reply streamOfBytes(String contentType, List<byte[]> events) {
        return new Reply(
                200, List.of(Map.entry("Content-Type", contentType)), events, events.size(), true, Ending.WHOLE);
    }

    /** This reply with one more header. */
    public Reply header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Reply(status, more, parts, sent, chunked, ending);
    }

    /** Only the first parts, whatever length was announced. */
    Reply first(int count) {
        return new Reply(status, headers, parts, count, chunked, ending);
    }

    /** The first half: of the parts, or of the bytes when there is one part only. */
    Reply half() {
        if (parts.size() > 1) {
            return first(parts.size() / 2);
        }
        byte[] all = parts.get(0);
        List<byte[]> halves =
                List.of(Arrays.copyOf(all, all.length / 2), Arrays.copyOfRange(all, all.length / 2, all.length));
        return new Reply(status, headers, halves, 1, chunked, ending);
    }

    /** The same bytes in parts of that size. */
    Reply inPartsOf(int size) {
        byte[] all = body();
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < all.length; i += size) {
            pieces.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
        }
        return new Reply(status, headers, pieces, pieces.size(), chunked, ending);
    }

    /** One more part after those that are sent. */
    Reply followedBy(byte[] part) {
        List<byte[]> more = new ArrayList<>(parts.subList(0, sent));
        more.add(part);
        return new Reply(status, headers, more, more.size(), chunked, ending);
    }

    /** Without announcing its length. */
    Reply withoutLength() {
        return new Reply(status, headers, parts, sent, true, ending);
    }

    Reply ending(Ending how) {
        return new Reply(status, headers, parts, sent, chunked, how);
    }

    Ending ending() {
        return ending;
    }

    int partCount() {
        return parts.size();
    }

    List<byte[]> sentParts() {
        return parts.subList(0, sent);
    }

    boolean chunked() {
        return chunked;
    }

    /** Whether these words stand in the body. */
    boolean says(String words) {
        return new String(body(), StandardCharsets.UTF_8).contains(words);
    }

    /** Status line and headers, up to the empty line. */
    byte[] head() {
        StringBuilder head =
                new StringBuilder("HTTP/1.1 ").append(status).append(' ').append("Status\r\n");
        headers.forEach(header -> head.append(header.getKey())
                .append(": ")
                .append(header.getValue())
                .append("\r\n"));
        head.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + body().length);
        return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] body() {
        int length = parts.stream().mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }
}
