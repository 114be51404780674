package dev.llmconnect.providers.wire;

import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.providers.http.HttpCall;
import java.util.Map;

/**
 * Where a {@link Wire} is served, and with which proof of who asks. One format can have several: OpenAI's own API and Azure,
 * Anthropic's and Vertex. Thread-safe.
 */
public interface Backend {
    /**
     * The whole address of a request.
     *
     * @param path the wire's own path, beginning with {@code /}, which a backend may replace
     */
    String url(ProviderCall call, String path);

    /** The body as this backend wants it, when it wants it differently. It may change the one given. */
    default Map<String, Object> body(ProviderCall call, Map<String, Object> body) {
        return body;
    }

    /**
     * Adds headers, above all the credential, with {@link HttpCall#header}. The call is complete otherwise, so that its exact bytes,
     * address and headers can be signed. May block, to fetch a token.
     *
     * @throws dev.llmconnect.LLMException when there is no valid credential
     */
    void authorize(HttpCall http, ProviderCall call);
}
