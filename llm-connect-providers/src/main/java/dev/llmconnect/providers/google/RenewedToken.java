package dev.llmconnect.providers.google;

import dev.llmconnect.LLMCall;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.credentials.CredentialHttp;
import dev.llmconnect.providers.credentials.Lease;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.Network;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sends the access token of a source and renews it. Thread-safe. */
final class RenewedToken implements GoogleCredential {
    /**
     * Time before the expiry at which a token is renewed: 225 s, as Google's own libraries have it; the metadata server gives the old
     * token again until four minutes are left.
     */
    static final Duration MARGIN = Duration.ofSeconds(225);

    private final TokenSource source;
    private final Clock clock;
    private final CredentialHttp http;
    private final ProviderFailures failures;
    private final RenewedCredential<Secret> token;

    RenewedToken(String provider, TokenSource source, Clock clock, Network network) {
        this.source = source;
        this.clock = clock;
        this.http = new CredentialHttp(network, CredentialHttp.DEFAULT_TIMEOUT);
        this.failures = new ProviderFailures(provider, OAuthErrors.INSTANCE, "check GOOGLE_APPLICATION_CREDENTIALS");
        this.token = new RenewedCredential<>("Google's access token", this::fetch, clock);
    }

    @Override
    public void authorize(HttpCall call, LLMCall request) {
        call.header("Authorization", "Bearer " + token.get(request).reveal());
        source.quotaProject().ifPresent(project -> call.header("x-goog-user-project", project));
    }

    @Override
    public Optional<String> project() {
        return source.project();
    }

    private Lease<Secret> fetch(LLMCall request) {
        Instant asked = clock.instant();
        try {
            return http.send(source.ask(asked), request, exchange -> {
                if (exchange.status() != 200) {
                    throw failures.refused(exchange.status(), exchange::errorBody, exchange::header);
                }
                return read(Json.read(exchange.body()), asked);
            });
        } catch (JsonException e) {
            throw failures.malformed(e);
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    private Lease<Secret> read(JsonNode answer, Instant asked) {
        String value = answer.filled("access_token")
                .orElseThrow(() -> failures.malformed("Google's token endpoint returned no access_token"));
        long seconds = Math.min(
                answer.number("expires_in").orElse(0), Duration.ofDays(1).toSeconds());
        Instant expiry = asked.plusSeconds(seconds);
        return new Lease<>(Secret.of(value), expiry.minus(MARGIN), expiry);
    }
}
