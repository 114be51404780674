package dev.llmconnect.formats.framing;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events as the WHATWG's HTML standard describes them, but for one thing: an event at the end of the body counts also
 * without the blank line, which several providers leave out. Comments, {@code id} and {@code retry} are passed over, and so is an
 * event without data.
 */
final class ServerSentEvents implements FrameReader {
    private static final ByteString BOM = ByteString.decodeHex("efbbbf");
    private static final ByteString DATA = ByteString.encodeUtf8("data");
    private static final ByteString EVENT = ByteString.encodeUtf8("event");
    private static final ByteString COLON = ByteString.encodeUtf8(":");

    private final Lines lines;
    private final StreamLimits limits;
    private boolean first = true;

    ServerSentEvents(BufferedSource body, StreamLimits limits) {
        this.lines = new Lines(body, limits);
        this.limits = limits;
    }

    @Override
    public @Nullable Frame next() throws IOException {
        String type = "";
        ByteString data = null;
        Buffer more = null;
        while (true) {
            ByteString line = lines.next();
            if (first && line != null) {
                first = false;
                line = line.startsWith(BOM) ? line.substring(BOM.size()) : line;
            }
            if (line == null || line.size() == 0) {
                if (data != null && (more != null || data.size() > 0)) {
                    return new Frame(type, more == null ? data : more.readByteString(), line != null);
                }
                if (line == null) {
                    return null;
                }
                type = "";
                data = null;
                continue;
            }
            int colon = line.indexOf(COLON);
            if (isField(line, colon, EVENT)) {
                type = value(line, colon).utf8();
            } else if (isField(line, colon, DATA)) {
                ByteString value = value(line, colon);
                if (data == null) {
                    data = value;
                } else {
                    if (more == null) {
                        more = new Buffer().write(data);
                    }
                    more.writeByte('\n').write(value);
                    if (more.size() > limits.maxEventBytes()) {
                        throw BodyTooLargeException.of("an event of the stream", limits.maxEventBytes());
                    }
                }
            }
        }
    }

    private static boolean isField(ByteString line, int colon, ByteString name) {
        int length = colon < 0 ? line.size() : colon;
        return length == name.size() && line.startsWith(name);
    }

    private static ByteString value(ByteString line, int colon) {
        if (colon < 0) {
            return ByteString.EMPTY;
        }
        int start = colon + 1;
        return line.substring(start < line.size() && line.getByte(start) == ' ' ? start + 1 : start);
    }
}
