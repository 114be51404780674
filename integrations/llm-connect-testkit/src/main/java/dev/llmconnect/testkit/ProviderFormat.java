package dev.llmconnect.testkit;

import dev.llmconnect.LLMAdapter;
import java.net.URI;
import java.util.Optional;

/** Implemented by the author of a provider: creates the adapter and the provider's replies. */
public interface ProviderFormat {
    /**
     * Creates an adapter that uses the provider at this address. Closed by the kit.
     *
     * @param baseUrl base URL with a path, without a trailing slash
     * @param key API key: letters, digits and hyphens
     */
    LLMAdapter adapter(URI baseUrl, String key);

    /** Creates a complete answer, with usage if the provider reports it. */
    Reply answer(Answer answer);

    /** Creates the same answer as a stream, with one part per event. Default: empty, the format has no streams. */
    default Optional<Reply> stream(Answer answer) {
        return Optional.empty();
    }

    /** Creates an error response. */
    Reply error(int status, String message);

    /** Creates an error response with status 200. Default: empty, the provider sends none. */
    default Optional<Reply> errorWithStatus200(String message) {
        return Optional.empty();
    }

    /** Creates an event that ends a stream with an error. Default: empty, the provider sends none. */
    default Optional<byte[]> errorInStream(String message) {
        return Optional.empty();
    }

    /** Whether a request is for a stream. Default: whether its path, body or {@code Accept} header says so. */
    default boolean asksForStream(ReceivedRequest request) {
        return request.target().contains("tream")
                || request.body().replace(" ", "").contains("\"stream\":true")
                || request.header("Accept")
                        .filter(types -> types.contains("event-stream"))
                        .isPresent();
    }
}
