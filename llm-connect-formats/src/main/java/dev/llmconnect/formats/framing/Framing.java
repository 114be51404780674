package dev.llmconnect.formats.framing;

import okio.BufferedSource;

/** How the events of a stream are told apart. */
@FunctionalInterface
public interface Framing {
    /** Server-sent events. */
    Framing SSE = ServerSentEvents::new;

    /** One JSON value a line. */
    Framing NDJSON = JsonLines::new;

    /** Begins to read a body. */
    FrameReader open(BufferedSource body, StreamLimits limits);

    /** What the provider is asked for in {@code Accept}. */
    default String mediaType() {
        return this == NDJSON ? "application/x-ndjson" : "text/event-stream";
    }
}
