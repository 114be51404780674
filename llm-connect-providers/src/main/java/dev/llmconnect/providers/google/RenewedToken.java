package dev.llmconnect.providers.google;

import dev.llmconnect.Deadline;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Secret;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.HttpClients;
import dev.llmconnect.providers.http.HttpExchange;
import dev.llmconnect.providers.http.HttpLimits;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.providers.http.ProviderFailures;
import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonException;
import dev.llmconnect.providers.json.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps a token until shortly before it expires. Of many callers that need a new one at once, one fetches it. Thread-safe. */
final class RenewedToken implements GoogleCredential {
    /** What Google's own libraries leave; the metadata server gives the old token again until four minutes are left. */
    static final Duration MARGIN = Duration.ofSeconds(225);

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpLimits LIMITS =
            new HttpLimits(HttpLimits.DEFAULT.connectTimeout(), PATIENCE, 1 << 20, 1 << 20, 1 << 18);

    private final TokenSource source;
    private final Clock clock;
    private final Network network;
    private final ProviderFailures failures;
    private final ReentrantLock fetching = new ReentrantLock();
    private volatile @Nullable Token current;

    private record Token(Secret value, Instant expiry) {}

    RenewedToken(String provider, TokenSource source, Clock clock, Network network) {
        this.network = network;
        this.source = source;
        this.clock = clock;
        this.failures = new ProviderFailures(provider, OAuthErrors.INSTANCE, "check GOOGLE_APPLICATION_CREDENTIALS");
    }

    @Override
    public void authorize(HttpCall http, LLMCall request) {
        http.header("Authorization", "Bearer " + token(request).reveal());
        source.quotaProject().ifPresent(project -> http.header("x-goog-user-project", project));
    }

    @Override
    public Optional<String> project() {
        return source.project();
    }

    private Secret token(LLMCall request) {
        Token token = fresh();
        if (token != null) {
            return token.value();
        }
        enter(request);
        try {
            token = fresh();
            if (token == null) {
                token = fetch(request);
                current = token;
            }
            return token.value();
        } finally {
            fetching.unlock();
        }
    }

    private @Nullable Token fresh() {
        Token token = current;
        return token != null && clock.instant().plus(MARGIN).isBefore(token.expiry()) ? token : null;
    }

    private void enter(LLMCall request) {
        try {
            if (!fetching.tryLock(request.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new LLMTimeoutException("the deadline passed while waiting for Google's access token");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LLMCancelledException("the calling thread was interrupted", e, ErrorDetails.none());
        }
    }

    /** With connections of its own, closed at once: it happens once an hour, and leaves nothing to be closed later. */
    private Token fetch(LLMCall request) {
        Instant asked = clock.instant();
        LLMCall patient = request.toBuilder()
                .deadline(Deadline.after(PATIENCE, request.ticker()))
                .build();
        try (HttpClients http = new HttpClients(LIMITS, network);
                HttpExchange exchange = http.send(source.ask(asked), patient, false)) {
            if (exchange.status() != 200) {
                throw failures.refused(exchange);
            }
            return read(Json.read(exchange.body()), asked);
        } catch (JsonException e) {
            throw failures.malformed(e);
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    private Token read(JsonNode answer, Instant asked) {
        String token = answer.filled("access_token")
                .orElseThrow(() -> failures.malformed("Google's token endpoint gave no access_token"));
        long seconds = answer.number("expires_in").orElse(0);
        return new Token(
                Secret.of(token),
                asked.plusSeconds(Math.min(seconds, Duration.ofDays(1).toSeconds())));
    }
}
