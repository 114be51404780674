package dev.llmconnect.testkit;

import dev.llmconnect.LLMAdapter;
import java.net.URI;
import java.util.Optional;

/** What the author of a provider tells the kit: how to make the adapter, and how the provider writes in its own format. */
public interface ProviderFormat {
    /**
     * A new adapter that asks the provider at that address. Closed by the kit.
     *
     * @param baseUrl the address, with a path and without a slash at its end
     * @param key the credential: letters, digits and hyphens
     */
    LLMAdapter adapter(URI baseUrl, String key);

    /** An answer that is complete, with its usage if the provider tells it. */
    Reply answer(Answer answer);

    /** The same answer as a stream, with a part of the reply for each event; empty when the format has no streams. */
    default Optional<Reply> stream(Answer answer) {
        return Optional.empty();
    }

    /** An error. */
    Reply error(int status, String message);

    /** An error that comes with status 200; empty when the provider does no such thing. */
    default Optional<Reply> errorWithStatus200(String message) {
        return Optional.empty();
    }

    /** An event that ends a stream with an error; empty when the provider does no such thing. */
    default Optional<byte[]> errorInStream(String message) {
        return Optional.empty();
    }

    /** Whether a request asks for a stream; by default, when its path, its body or its {@code Accept} header says so. */
    default boolean asksForStream(ReceivedRequest request) {
        return request.target().contains("tream")
                || request.body().replace(" ", "").contains("\"stream\":true")
                || request.header("Accept")
                        .filter(types -> types.contains("event-stream"))
                        .isPresent();
    }
}
