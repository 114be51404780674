package dev.llmconnect.formats.converse;

import dev.llmconnect.formats.framing.BodyTooLargeException;
import dev.llmconnect.formats.framing.Frame;
import dev.llmconnect.formats.framing.FrameReader;
import dev.llmconnect.formats.framing.Framing;
import dev.llmconnect.formats.framing.StreamLimits;
import dev.llmconnect.formats.json.Json;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * AWS's binary event stream. A message is its length, the length of its headers, a checksum of both, the headers, the payload, and a
 * checksum of everything before. An event's frame bears its {@code :event-type}; a failure's frame bears {@link #FAILURE} and holds
 * JSON with {@code code} and {@code message}. A body that is JSON or text instead comes as one frame without a type.
 *
 * <p>Source: <a href="https://smithy.io/2.0/aws/amazon-eventstream.html">Smithy's specification of the event stream</a>.
 */
public final class EventStreamFrames implements FrameReader {
    /** Reads such streams, and asks for them. */
    public static final Framing FRAMING = new Framing() {
        @Override
        public FrameReader open(BufferedSource body, StreamLimits limits) {
            return new EventStreamFrames(body, limits);
        }

        @Override
        public String mediaType() {
            return "application/vnd.amazon.eventstream";
        }
    };

    /** The type of a frame that tells of a failure; no event is called so, since a word cannot begin with a colon. */
    public static final String FAILURE = ":failure";

    private static final int PRELUDE = 12;
    private static final int CHECKSUM = 4;

    private final BufferedSource body;
    private final StreamLimits limits;
    private long read;

    EventStreamFrames(BufferedSource body, StreamLimits limits) {
        this.body = body;
        this.limits = limits;
    }

    @Override
    public @Nullable Frame next() throws IOException {
        if (body.exhausted()) {
            return null;
        }
        if (read == 0 && isText(body.getBuffer().getByte(0))) {
            return text();
        }
        if (!body.request(PRELUDE)) {
            throw new EOFException("the stream ends inside the beginning of an event");
        }
        ByteString prelude = body.getBuffer().snapshot(PRELUDE);
        Buffer numbers = new Buffer().write(prelude);
        long length = numbers.readInt() & 0xffffffffL;
        long headers = numbers.readInt() & 0xffffffffL;
        check(prelude.substring(0, PRELUDE - CHECKSUM), numbers.readInt());
        if (length < PRELUDE + CHECKSUM || headers > length - PRELUDE - CHECKSUM) {
            throw new IOException("an event of the stream has impossible lengths");
        }
        read += length;
        limit("an event of the stream", length, limits.maxEventBytes());
        limit("the answer", read, limits.maxBodyBytes());
        if (!body.request(length)) {
            throw new EOFException("the stream ends inside an event");
        }
        ByteString message = body.readByteString(length);
        int end = message.size() - CHECKSUM;
        check(message.substring(0, end), message.substring(end).asByteBuffer().getInt());
        int payload = PRELUDE + (int) headers;
        return frame(headers(message.substring(PRELUDE, payload)), message.substring(payload, end));
    }

    /** No message is so long (24 MiB are allowed) that its length begins with a byte that text begins with. */
    private static boolean isText(byte first) {
        return first >= '\t';
    }

    private Frame text() throws IOException {
        if (body.request(limits.maxBodyBytes() + 1)) {
            limit("the answer", limits.maxBodyBytes() + 1, limits.maxBodyBytes());
        }
        ByteString all = body.readByteString();
        read += all.size();
        return new Frame("", all);
    }

    private static void limit(String what, long size, long most) throws IOException {
        if (size > most) {
            throw BodyTooLargeException.of(what, most);
        }
    }

    private static void check(ByteString bytes, int expected) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(bytes.asByteBuffer());
        if ((int) crc.getValue() != expected) {
            throw new IOException("an event of the stream was damaged: its checksum is wrong");
        }
    }

    private static Frame frame(Map<String, String> headers, ByteString payload) {
        String kind = headers.getOrDefault(":message-type", "event");
        if (kind.equals("event")) {
            return new Frame(headers.getOrDefault(":event-type", ""), payload);
        }
        Map<String, Object> failure = new LinkedHashMap<>();
        if (kind.equals("exception")) {
            failure.put("code", ConverseErrorReader.name(headers.getOrDefault(":exception-type", "")));
            failure.put("message", ConverseErrorReader.message(payload));
        } else {
            failure.put("code", headers.getOrDefault(":error-code", ""));
            failure.put("message", headers.getOrDefault(":error-message", ""));
        }
        return new Frame(FAILURE, ByteString.of(Json.write(failure)));
    }

    /** The headers that are text; the others are passed over, by their sizes. */
    private static Map<String, String> headers(ByteString bytes) throws IOException {
        Buffer in = new Buffer().write(bytes);
        Map<String, String> headers = new HashMap<>();
        try {
            while (!in.exhausted()) {
                String name = in.readUtf8(in.readByte() & 0xff);
                int type = in.readByte();
                switch (type) {
                    case 0, 1 -> {} // true and false
                    case 2 -> in.skip(Byte.BYTES);
                    case 3 -> in.skip(Short.BYTES);
                    case 4 -> in.skip(Integer.BYTES);
                    case 5, 8 -> in.skip(Long.BYTES); // a number, or a moment
                    case 6 -> in.skip(in.readShort() & 0xffff);
                    case 7 -> headers.put(name, in.readUtf8(in.readShort() & 0xffff));
                    case 9 -> in.skip(2 * Long.BYTES); // a UUID
                    default -> throw new IOException("an event of the stream has a header of unknown type " + type);
                }
            }
        } catch (EOFException e) {
            throw new IOException("an event of the stream has headers that are cut off", e);
        }
        return headers;
    }
}
