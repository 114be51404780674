package dev.llmconnect.formats.gemini;

import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.FrameReader;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.framing.StreamLimits;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stream in each of the forms Google sends them: server-sent events, the elements of one JSON array (where
 * {@code alt=sse} is not understood), and bare objects, as which an error can follow the events.
 */
final class GeminiFrames implements FrameReader {
    private static final ByteString MARKS = ByteString.encodeUtf8("{}\"\\");

    private final BufferedSource body;
    private final StreamLimits limits;
    private final FrameReader events;
    private boolean inArray;
    private long total;

    GeminiFrames(BufferedSource body, StreamLimits limits) {
        this.body = body;
        this.limits = limits;
        this.events = Framing.SSE.open(body, limits);
    }

    @Override
    public @Nullable Frame next() throws IOException {
        while (body.request(1)) {
            byte first = body.getBuffer().getByte(0);
            switch (first) {
                case ' ', '\t', '\r', '\n', ',' -> skip();
                case '[', ']' -> {
                    inArray = first == '[';
                    skip();
                }
                case '{' -> {
                    return object();
                }
                case '<' -> {
                    // A page of some gateway, for the decoder to find that it is no JSON.
                    return new Frame("", body.readByteString(body.getBuffer().size()));
                }
                default -> {
                    return events.next();
                }
            }
        }
        if (inArray) {
            throw new EOFException("the array of chunks is not closed");
        }
        return null;
    }

    private void skip() throws IOException {
        body.skip(1);
        count(1);
    }

    /** An object by its braces; whether it is JSON is for the one who reads it. One that is cut off is given as far as it goes. */
    private Frame object() throws IOException {
        int depth = 0;
        boolean quoted = false;
        for (long at = mark(0); at >= 0; at = mark(at + 1)) {
            switch (body.getBuffer().getByte(at)) {
                case '\\' -> at++;
                case '"' -> quoted = !quoted;
                case '{' -> depth += quoted ? 0 : 1;
                default -> depth -= quoted ? 0 : 1;
            }
            if (depth == 0) {
                count(at + 1);
                return new Frame("", body.readByteString(at + 1));
            }
        }
        return new Frame("", body.readByteString(), false);
    }

    /** The next character that matters to {@link #object()}; -1 when there is none. */
    private long mark(long from) throws IOException {
        Buffer buffer = body.getBuffer();
        long searched = from;
        while (true) {
            long at = buffer.indexOfElement(MARKS, searched);
            if (at >= 0) {
                return at;
            }
            searched = Math.max(searched, buffer.size());
            if (searched > limits.maxEventBytes()) {
                throw tooLarge("an event of the stream", limits.maxEventBytes());
            }
            if (!body.request(searched + 1)) {
                return -1;
            }
        }
    }

    private void count(long bytes) throws IOException {
        total += bytes;
        if (total > limits.maxBodyBytes()) {
            throw tooLarge("the stream", limits.maxBodyBytes());
        }
    }

    private static BodyTooLargeException tooLarge(String what, long limit) {
        return BodyTooLargeException.of(what, limit);
    }
}
