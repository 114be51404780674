package dev.llmconnect.formats;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.endpoint.StreamWriter;
import dev.llmconnect.formats.wire.Wire;
import java.util.Map;

/** Both ends of a format: the one that calls a provider, and the one that a client calls. */
public interface FormatEnds {
    /** The end that writes requests and reads answers. */
    Wire wire();

    /** Reads a request as the endpoint of the format does. */
    LLMRequest read(Map<String, Object> document);

    /**
     * Writes an answer as the endpoint of the format does.
     *
     * @param asked the document of the request
     */
    Map<String, Object> write(LLMResponse answer, Map<String, Object> asked);

    /**
     * Writes a streamed answer as the endpoint of the format does.
     *
     * @param asked the document of the request
     */
    StreamWriter stream(Map<String, Object> asked);
}
