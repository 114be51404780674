package dev.llmconnect.providers.google;

import dev.llmconnect.providers.http.HttpCall;
import java.time.Instant;
import java.util.Optional;

/** One way to get an access token. Thread-safe; opens nothing. */
interface TokenSource {
    /** What to ask for a token now; the answer is {@code {"access_token", "expires_in"}}. */
    HttpCall ask(Instant now);

    /** The project the credential belongs to, where it says so. */
    default Optional<String> project() {
        return Optional.empty();
    }

    /** The project whose quota is used, where that is not the one of the call. */
    default Optional<String> quotaProject() {
        return Optional.empty();
    }
}
