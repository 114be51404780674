package dev.llmconnect.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/** An HTTP answer of the provider, in bytes. Immutable: each method gives a new one. */
public final class Reply {
    private static final int NOT_OTHERWISE = -1;

    /** How a reply ends, after its parts. */
    public enum Ending {
        /** As HTTP wants it. */
        WHOLE,
        /** The provider closes the connection, although more was announced. */
        CLOSED,
        /** The connection is reset. */
        RESET,
        /** The provider says no more and keeps the connection open; without any part not even the head. */
        STALLED,
        /** The parts come byte by byte, slowly, and then no more. */
        DRIPPING,
        /** Filler follows, more than anybody should read. */
        ENDLESS
    }

    private final int status;
    private final List<byte[]> parts;
    private List<Map.Entry<String, String>> headers;
    private int sent;
    private boolean chunked;
    private Ending ending = Ending.WHOLE;
    private Duration late = Duration.ZERO;
    private int pausesAfter;
    private Duration pause = Duration.ZERO;
    private Duration gap = Duration.ZERO;
    private int announced = NOT_OTHERWISE;
    private boolean bare;

    private Reply(int status, List<Map.Entry<String, String>> headers, List<byte[]> parts, int sent, boolean chunked) {
        this.status = status;
        this.headers = List.copyOf(headers);
        this.parts = List.copyOf(parts);
        this.sent = sent;
        this.chunked = chunked;
    }

    /** The same with other parts. */
    private Reply with(List<byte[]> others, int count) {
        Reply copy = new Reply(status, headers, others, count, chunked);
        copy.ending = ending;
        copy.late = late;
        copy.pausesAfter = pausesAfter;
        copy.pause = pause;
        copy.gap = gap;
        copy.announced = announced;
        copy.bare = bare;
        return copy;
    }

    private Reply with(Consumer<Reply> change) {
        Reply copy = with(parts, sent);
        change.accept(copy);
        return copy;
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
        return new Reply(status, List.of(Map.entry("Content-Type", contentType)), List.of(body), 1, false);
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
        return new Reply(200, List.of(Map.entry("Content-Type", contentType)), events, events.size(), true);
    }

    /** Bytes in place of an HTTP answer. */
    public static Reply garbage(String text) {
        Reply reply = new Reply(0, List.of(), List.of(text.getBytes(StandardCharsets.UTF_8)), 1, false);
        reply.bare = true;
        return reply.ending(Ending.CLOSED);
    }

    /** This reply with one more header. */
    public Reply header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return with(copy -> copy.headers = List.copyOf(more));
    }

    /** Only the first parts, whatever length was announced. */
    public Reply first(int count) {
        return with(copy -> copy.sent = count);
    }

    /** The first half: of the parts, or of the bytes when there is one part only. */
    public Reply half() {
        if (parts.size() > 1) {
            return first(parts.size() / 2);
        }
        byte[] all = parts.get(0);
        List<byte[]> halves =
                List.of(Arrays.copyOf(all, all.length / 2), Arrays.copyOfRange(all, all.length / 2, all.length));
        return with(halves, 1);
    }

    /** The same bytes in parts of that size. */
    Reply inPartsOf(int size) {
        byte[] all = body();
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < all.length; i += size) {
            pieces.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
        }
        return with(pieces, pieces.size());
    }

    /** One more part after those that are sent. */
    public Reply followedBy(byte[] part) {
        List<byte[]> more = new ArrayList<>(parts.subList(0, sent));
        more.add(part);
        return with(more, more.size());
    }

    /** Without announcing its length. */
    public Reply withoutLength() {
        return with(copy -> copy.chunked = true);
    }

    /** Announcing its length, as a whole or as a stream. */
    public Reply withLength() {
        return with(copy -> copy.chunked = false);
    }

    /** Announcing another length than it has; only {@link #withLength()}. */
    public Reply announcing(int bytes) {
        return with(copy -> copy.announced = bytes);
    }

    /** With the body packed, in one part. */
    public Reply gzipped() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            for (byte[] part : sentParts()) {
                gzip.write(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return header("Content-Encoding", "gzip").with(List.of(packed.toByteArray()), 1);
    }

    /** Nothing for that long, then as it is. */
    public Reply late(Duration before) {
        return with(copy -> copy.late = before);
    }

    /** Nothing for that long after the head and so many parts. */
    public Reply pausing(int after, Duration length) {
        return with(copy -> {
            copy.pausesAfter = after;
            copy.pause = length;
        });
    }

    /** Slowly: so long before each part. */
    public Reply slowly(Duration each) {
        return with(copy -> copy.gap = each);
    }

    /** With another end. */
    public Reply ending(Ending how) {
        return with(copy -> copy.ending = how);
    }

    Ending ending() {
        return ending;
    }

    /** What is sent of the body. */
    public byte[] bytes() {
        return with(sentParts(), sent).body();
    }

    Duration late() {
        return late;
    }

    /** How long to wait before the part of that number; one after the last counts as one. */
    Duration pauseBefore(int part) {
        Duration steady = part < sent ? gap : Duration.ZERO;
        return part == pausesAfter ? steady.plus(pause) : steady;
    }

    /** Whether neither head nor lengths belong to it. */
    boolean bare() {
        return bare;
    }

    /** How many parts there are, whether they are sent or not. */
    public int partCount() {
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
        head.append(
                chunked
                        ? "Transfer-Encoding: chunked"
                        : "Content-Length: " + (announced == NOT_OTHERWISE ? body().length : announced));
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
