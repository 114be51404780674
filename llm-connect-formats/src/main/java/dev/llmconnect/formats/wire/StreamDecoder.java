package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.framing.Frame;
import java.util.function.Consumer;

/** Assembles one streamed answer from its frames. To be used by one thread. */
public interface StreamDecoder {
    /**
     * Takes the next frame.
     *
     * @param events takes what the reader of the stream shall see
     * @return whether this frame was the end, so that nothing more is to be read
     * @throws LLMException made by {@link WireCall#failures()} when the frame tells of a failure
     * @throws dev.llmconnect.formats.json.JsonException when the frame is no JSON
     */
    boolean accept(Frame frame, Consumer<StreamEvent> events);

    /**
     * The body has ended, or a frame was the end: gives what was held back.
     *
     * @return whether the provider has said that the answer is complete; {@code false} makes the answer a truncated one
     */
    boolean finish(Consumer<StreamEvent> events);

    /** The whole answer, equal to what {@link Wire#decode} makes of the answer in one piece. */
    LLMResponse assemble();
}
