package dev.llmconnect.providers.google;

import dev.llmconnect.LLMCall;
import dev.llmconnect.providers.http.HttpCall;
import java.util.Optional;

/** Proves to Google who asks. Thread-safe. {@link GoogleCredentials} finds the one that is set up. */
public interface GoogleCredential {
    /**
     * Adds an access token to a call; blocks for as long as it takes to fetch one, where none is at hand.
     *
     * @param request whose deadline and cancellation end the fetching
     * @throws dev.llmconnect.LLMException when Google gives no token
     */
    void authorize(HttpCall http, LLMCall request);

    /** The project the credential belongs to, where it says so. */
    Optional<String> project();
}
