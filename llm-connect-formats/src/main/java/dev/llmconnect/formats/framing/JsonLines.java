package dev.llmconnect.formats.framing;

import java.io.IOException;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One event a line; empty lines are skipped. */
final class JsonLines implements FrameReader {
    private final Lines lines;

    JsonLines(BufferedSource body, StreamLimits limits) {
        lines = new Lines(body, limits);
    }

    @Override
    public @Nullable Frame next() throws IOException {
        ByteString line = lines.next();
        while (line != null && line.size() == 0) {
            line = lines.next();
        }
        return line == null ? null : new Frame("", line, !lines.endedByBody());
    }
}
