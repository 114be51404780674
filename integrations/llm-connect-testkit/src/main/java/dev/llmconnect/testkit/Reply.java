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

/** An HTTP response of the provider, in bytes. Immutable: each method returns a copy. */
public final class Reply {
    private static final int NOT_OTHERWISE = -1;

    /** Ends of a reply, after its parts. */
    public enum Ending {
        /** Complete, as defined by HTTP. */
        WHOLE,
        /** The connection is closed before the declared end. */
        CLOSED,
        /** The connection is reset. */
        RESET,
        /** The connection stays open without further output; without any part, not even the head is sent. */
        STALLED,
        /** The parts are sent slowly byte by byte, then nothing more. */
        DRIPPING,
        /** Filler follows without end. */
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

    /** Returns a copy with other parts. */
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

    /** Creates a reply with status 200 and JSON. */
    public static Reply json(String body) {
        return json(200, body);
    }

    /** Creates a reply with any status and JSON. */
    public static Reply json(int status, String body) {
        return of(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** Creates a reply with any status and body. */
    public static Reply of(int status, String contentType, byte[] body) {
        return new Reply(status, List.of(Map.entry("Content-Type", contentType)), List.of(body), 1, false);
    }

    /** Creates a stream with status 200; each event is a text including its separator. */
    public static Reply stream(String contentType, List<String> events) {
        return streamOfBytes(
                contentType,
                events.stream()
                        .map(event -> event.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** Creates a stream with status 200 in a binary format; each event is an array. */
    public static Reply streamOfBytes(String contentType, List<byte[]> events) {
        return new Reply(200, List.of(Map.entry("Content-Type", contentType)), events, events.size(), true);
    }

    /** Creates bytes that are not an HTTP response. */
    public static Reply garbage(String text) {
        Reply reply = new Reply(0, List.of(), List.of(text.getBytes(StandardCharsets.UTF_8)), 1, false);
        reply.bare = true;
        return reply.ending(Ending.CLOSED);
    }

    /** Adds a header. */
    public Reply header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return with(copy -> copy.headers = List.copyOf(more));
    }

    /** Sends only the first parts, regardless of the declared length. */
    public Reply first(int count) {
        return with(copy -> copy.sent = count);
    }

    /** Sends the first half: of the parts, or of the bytes if there is only one part. */
    public Reply half() {
        if (parts.size() > 1) {
            return first(parts.size() / 2);
        }
        byte[] all = parts.get(0);
        List<byte[]> halves =
                List.of(Arrays.copyOf(all, all.length / 2), Arrays.copyOfRange(all, all.length / 2, all.length));
        return with(halves, 1);
    }

    /** Splits the body into parts of this size. */
    Reply inPartsOf(int size) {
        byte[] all = body();
        List<byte[]> pieces = new ArrayList<>();
        for (int i = 0; i < all.length; i += size) {
            pieces.add(Arrays.copyOfRange(all, i, Math.min(all.length, i + size)));
        }
        return with(pieces, pieces.size());
    }

    /** Appends a part after those that are sent. */
    public Reply followedBy(byte[] part) {
        List<byte[]> more = new ArrayList<>(parts.subList(0, sent));
        more.add(part);
        return with(more, more.size());
    }

    /** Sends the body chunked, without a declared length. */
    public Reply withoutLength() {
        return with(copy -> copy.chunked = true);
    }

    /** Declares the length, also for a stream. */
    public Reply withLength() {
        return with(copy -> copy.chunked = false);
    }

    /** Declares another length than the actual one; requires {@link #withLength()}. */
    public Reply announcing(int bytes) {
        return with(copy -> copy.announced = bytes);
    }

    /** Compresses the body with gzip, in one part. */
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

    /** Delays the reply. */
    public Reply late(Duration before) {
        return with(copy -> copy.late = before);
    }

    /** Pauses after the head and a number of parts. */
    public Reply pausing(int after, Duration length) {
        return with(copy -> {
            copy.pausesAfter = after;
            copy.pause = length;
        });
    }

    /** Pauses before each part. */
    public Reply slowly(Duration each) {
        return with(copy -> copy.gap = each);
    }

    /** Sets the end of the reply. */
    public Reply ending(Ending how) {
        return with(copy -> copy.ending = how);
    }

    Ending ending() {
        return ending;
    }

    /** Bytes of the body that are sent. */
    public byte[] bytes() {
        return with(sentParts(), sent).body();
    }

    Duration late() {
        return late;
    }

    /** Pause before the part with this index; the index after the last is valid too. */
    Duration pauseBefore(int part) {
        Duration steady = part < sent ? gap : Duration.ZERO;
        return part == pausesAfter ? steady.plus(pause) : steady;
    }

    /** Whether the reply has no head and no length. */
    boolean bare() {
        return bare;
    }

    /** Number of parts, sent or not. */
    public int partCount() {
        return parts.size();
    }

    List<byte[]> sentParts() {
        return parts.subList(0, sent);
    }

    boolean chunked() {
        return chunked;
    }

    /** Whether the body contains a text. */
    boolean says(String words) {
        return new String(body(), StandardCharsets.UTF_8).contains(words);
    }

    /** Status line and headers, including the empty line. */
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
