package dev.llmconnect.formats.framing;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes a streamed body apart, event by event as they come. */
@FunctionalInterface
public interface FrameReader {
    /**
     * The next event, blocking until it is there; {@code null} at the end of the body.
     *
     * @throws BodyTooLargeException when the event is over the limit
     * @throws IOException when the body was cut off or is not framed as it should be
     */
    @Nullable
    Frame next() throws IOException;
}
