package dev.llmconnect.formats.framing;

import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Reads lines that end with LF, CRLF, a lone CR, or with the body, each at most so long, all together at most so much. */
final class Lines {
    private static final ByteString ENDS = ByteString.encodeUtf8("\r\n");

    private final BufferedSource body;
    private final StreamLimits limits;
    private boolean lineFeedMayFollow;
    private boolean endedByBody;
    private long total;

    Lines(BufferedSource body, StreamLimits limits) {
        this.body = body;
        this.limits = limits;
    }

    /** The next line without its end; {@code null} at the end of the body. */
    @Nullable
    ByteString next() throws IOException {
        if (lineFeedMayFollow) {
            // Looked for only now, so that a line is given as soon as its CR is there.
            lineFeedMayFollow = false;
            if (body.request(1) && body.getBuffer().getByte(0) == '\n') {
                body.skip(1);
            }
        }
        long end = lineEnd();
        if (end < 0) {
            if (body.exhausted()) {
                return null;
            }
            endedByBody = true;
            return count(body.readByteString());
        }
        ByteString line = body.readByteString(end);
        lineFeedMayFollow = body.readByte() == '\r';
        return count(line);
    }

    /** Whether the last line was ended by the body and not by a line end. */
    boolean endedByBody() {
        return endedByBody;
    }

    private long lineEnd() throws IOException {
        Buffer buffer = body.getBuffer();
        long searched = 0;
        while (true) {
            long end = buffer.indexOfElement(ENDS, searched);
            if (end >= 0) {
                return end;
            }
            searched = buffer.size();
            if (searched > limits.maxEventBytes()) {
                throw BodyTooLargeException.of("an event of the stream", limits.maxEventBytes());
            }
            if (!body.request(searched + 1)) {
                return -1;
            }
        }
    }

    private ByteString count(ByteString line) throws IOException {
        total += line.size() + 1L;
        if (total > limits.maxBodyBytes()) {
            throw BodyTooLargeException.of("the stream", limits.maxBodyBytes());
        }
        return line;
    }
}
