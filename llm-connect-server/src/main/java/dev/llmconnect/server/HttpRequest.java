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
 * A complete request, and the way from it to the server's adapter. Implemented by the server only, so that it may grow. Immutable, but
 * for its body, which is read once.
 */
public interface HttpRequest {
    /** The id of the request: the client's {@code X-Request-Id} where it is acceptable, else a new one. */
    String id();

    /** The method, in upper case as it was sent. */
    String method();

    /** The path without the query, not decoded. */
    String path();

    /**
     * The decoded value of a parameter of the route's pattern.
     *
     * @throws LLMInvalidRequestException when it is not percent-encoded UTF-8
     * @throws IllegalArgumentException when the pattern has no parameter of that name
     */
    String pathParameter(String name);

    /**
     * The query, decoded: names and all their values in order of appearance, with {@code +} as a blank.
     *
     * @throws LLMInvalidRequestException when it is not percent-encoded UTF-8, or has more than 100 parameters
     */
    Map<String, List<String>> query();

    /**
     * The first value of a query parameter.
     *
     * @throws LLMInvalidRequestException as {@link #query()}
     */
    default Optional<String> queryParameter(String name) {
        return query().getOrDefault(name, List.of()).stream().findFirst();
    }

    /** The values of a header, whose name is compared without case. */
    List<String> headers(String name);

    /** The first value of a header, whose name is compared without case. */
    default Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /**
     * The JSON object in the body. The body is read once, here or by {@link #body()}.
     *
     * @throws LLMInvalidRequestException when it is no JSON object; the message says where
     */
    Map<String, @Nullable Object> json();

    /** The body; empty without one. The body is read once, here or by {@link #json()}. */
    byte[] body();

    /** Who makes the call, and the limits that hold for it: what the request, its headers and its key say of it. It has begun. */
    CallContext context();

    /** Starts a call in the {@link #context()} of this request. */
    LLMRequest.Builder newCall();

    /** Starts a call for embeddings in the {@link #context()} of this request. */
    EmbeddingRequest.Builder newEmbedding();

    /**
     * The server's adapter for calls on behalf of this request: each is checked before anything is spent, appears in the call log, and
     * is cancelled when the client leaves. It need not be closed.
     */
    LLMAdapter adapter();
}
