package dev.llmconnect.providers.google;

import dev.llmconnect.Secret;
import dev.llmconnect.providers.http.HttpCall;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A person who has signed in with {@code gcloud auth application-default login}, which leaves a refresh token. */
record AuthorizedUser(
        String clientId,
        Secret clientSecret,
        Secret refreshToken,
        String tokenUri,
        @Nullable String quota) implements TokenSource {
    @Override
    public HttpCall ask(Instant now) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("client_id", clientId);
        form.put("client_secret", clientSecret.reveal());
        form.put("refresh_token", refreshToken.reveal());
        return GoogleCredentials.form(tokenUri, form);
    }

    @Override
    public Optional<String> project() {
        return quotaProject();
    }

    @Override
    public Optional<String> quotaProject() {
        return Optional.ofNullable(quota);
    }
}
