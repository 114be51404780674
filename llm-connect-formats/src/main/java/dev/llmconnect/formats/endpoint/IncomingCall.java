package dev.llmconnect.formats.endpoint;

import dev.llmconnect.CallContext;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as a format's reader gets it.
 *
 * @param json the body
 * @param context of the call
 * @param headers gives a header by its name, in any case
 */
public record IncomingCall(
        Map<String, @Nullable Object> json, CallContext context, Function<String, Optional<String>> headers) {
    /** The header of that name. */
    public Optional<String> header(String name) {
        return headers.apply(name);
    }

    /** A builder of a request in the context of this one. */
    public LLMRequest.Builder newCall() {
        return LLMRequest.builder().context(context);
    }

    /** A builder of an embedding request in the context of this one. */
    public EmbeddingRequest.Builder newEmbedding() {
        return EmbeddingRequest.builder().context(context);
    }
}
