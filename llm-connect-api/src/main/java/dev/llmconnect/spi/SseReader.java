package dev.llmconnect.spi;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses server-sent events as they arrive, as defined by the <a
 * href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML standard</a>. Ignores comments, the fields
 * {@code id} and {@code retry}, and events without data. Deviates from the standard in accepting a last event without a trailing
 * empty line, which some providers omit. Not thread-safe.
 */
public final class SseReader {
    /** Default maximum size of an event: 16 MiB. */
    public static final int DEFAULT_MAX_EVENT_BYTES = 16 << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final InputStream body;
    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean first = true;
    private boolean afterCarriageReturn;
    private int eventBytes;

    /** Creates a reader with the maximum event size {@link #DEFAULT_MAX_EVENT_BYTES}. Does not close the body. */
    public SseReader(InputStream body) {
        this(body, DEFAULT_MAX_EVENT_BYTES);
    }

    /** Creates a reader with a maximum event size in bytes. Does not close the body. */
    public SseReader(InputStream body, int maxEventBytes) {
        this.body = new BufferedInputStream(body);
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Returns the next event, blocking until it is complete; empty at the end of the body.
     *
     * @throws IOException if the body cannot be read or the event exceeds the maximum size
     */
    public Optional<SseEvent> next() throws IOException {
        String type = "";
        StringBuilder data = null;
        eventBytes = 0;
        while (true) {
            String text = readLine();
            if (text == null || text.isEmpty()) {
                if (data != null && data.length() > 0) {
                    return Optional.of(new SseEvent(type, data.toString()));
                }
                if (text == null) {
                    return Optional.empty();
                }
                type = "";
                data = null;
                eventBytes = 0;
                continue;
            }
            int colon = text.indexOf(':');
            String field = colon < 0 ? text : text.substring(0, colon);
            if (field.equals("event")) {
                type = value(text, colon);
            } else if (field.equals("data")) {
                data = data == null ? new StringBuilder() : data.append('\n');
                data.append(value(text, colon));
            }
        }
    }

    private static String value(String text, int colon) {
        if (colon < 0) {
            return "";
        }
        return text.startsWith(" ", colon + 1) ? text.substring(colon + 2) : text.substring(colon + 1);
    }

    /** Returns a line without its terminator (LF, CRLF or CR); {@code null} at the end of the body. */
    private @Nullable String readLine() throws IOException {
        line.reset();
        while (true) {
            int next = body.read();
            if (afterCarriageReturn) {
                // Looked at only now, so that a line is given as soon as its CR is there.
                afterCarriageReturn = false;
                next = next == '\n' ? body.read() : next;
            }
            if (next < 0 && line.size() == 0) {
                return null;
            }
            if (next < 0 || next == '\n' || next == '\r') {
                afterCarriageReturn = next == '\r';
                String text = line.toString(StandardCharsets.UTF_8);
                text = first && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
                first = false;
                return text;
            }
            if (++eventBytes > maxEventBytes) {
                throw new IOException("an event is larger than " + maxEventBytes + " bytes");
            }
            line.write(next);
        }
    }
}
