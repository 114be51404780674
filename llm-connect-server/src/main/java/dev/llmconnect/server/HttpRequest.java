package dev.llmconnect.server;

import dev.llmconnect.CallContext;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP request, with access to the server's adapter. Implemented by the server only, so that methods can be added.
 * Immutable, except for its body, which is read once.
 */
public interface HttpRequest {
    /** Id of the request: the client's {@code X-Request-Id} if valid, otherwise a new one. */
    String id();

    /** HTTP method, in upper case as received. */
    String method();

    /** Path without the query, not decoded. */
    String path();

    /**
     * Returns the decoded value of a parameter of the route's pattern.
     *
     * @throws LLMInvalidRequestException if it is not percent-encoded UTF-8
     * @throws IllegalArgumentException if the pattern has no parameter of this name
     */
    String pathParameter(String name);

    /**
     * Decoded query parameters: names with all values, in order of appearance; {@code +} is a space.
     *
     * @throws LLMInvalidRequestException if the query is not percent-encoded UTF-8, or has more than 100 parameters
     */
    Map<String, List<String>> query();

    /**
     * Returns the first value of a query parameter.
     *
     * @throws LLMInvalidRequestException like {@link #query()}
     */
    default Optional<String> queryParameter(String name) {
        return query().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** Returns the values of a header, ignoring the case of its name. */
    List<String> headers(String name);

    /** Returns the first value of a header, ignoring the case of its name. */
    default Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /**
     * Parses the body as a JSON object. The body can be read once, here or by {@link #body()}.
     *
     * @throws LLMInvalidRequestException if it is not a JSON object; the message names the position
     */
    Map<String, @Nullable Object> json();

    /** Reads the body; empty without one. The body can be read once, here or by {@link #json()}. */
    byte[] body();

    /** Context of the call, from the request, its headers and its key. It has begun. */
    CallContext context();

    /** Returns a builder of a request in the {@link #context()} of this HTTP request. */
    LLMRequest.Builder newCall();

    /** Returns a builder of an embedding request in the {@link #context()} of this HTTP request. */
    EmbeddingRequest.Builder newEmbedding();

    /**
     * The server's adapter, for calls on behalf of this request. Calls are validated before any spending, logged, and cancelled
     * when the client disconnects. Need not be closed.
     */
    LLMAdapter adapter();
}
