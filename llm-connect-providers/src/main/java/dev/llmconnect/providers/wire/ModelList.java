package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Ticker;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.wire.Wire;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.HttpClients;
import dev.llmconnect.providers.http.HttpExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import okio.Buffer;

/** Asks a provider for its models, and remembers the answer for a while. Thread-safe. */
final class ModelList {
    static final Duration REMEMBERED = Duration.ofMinutes(5);
    static final int MAX_MODELS = 10_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String provider;
    private final Wire wire;
    private final Backend backend;
    private final HttpClients http;
    private final ProviderFailures failures;
    private final Ticker ticker;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile List<ModelInfo> known = List.of();
    private Optional<Long> askedAt = Optional.empty();

    ModelList(String provider, Wire wire, Backend backend, HttpClients http, ProviderFailures failures, Ticker ticker) {
        this.provider = provider;
        this.wire = wire;
        this.backend = backend;
        this.http = http;
        this.failures = failures;
        this.ticker = ticker;
    }

    List<ModelInfo> models() {
        Optional<String> path = wire.modelsPath();
        if (path.isEmpty()) {
            return List.of();
        }
        asking.lock();
        try {
            boolean fresh = askedAt.filter(then -> ticker.nanos() - then < REMEMBERED.toNanos())
                    .isPresent();
            if (!fresh) {
                known = ask(path.get());
                askedAt = Optional.of(ticker.nanos());
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    /** What the list said when it was asked for last; empty where it said nothing, or has not been asked for. */
    Optional<OptionalLong> contextTokens(String model) {
        return known.stream()
                .filter(info -> info.id().equals(model))
                .map(ModelInfo::contextTokens)
                .filter(OptionalLong::isPresent)
                .findFirst();
    }

    private List<ModelInfo> ask(String path) {
        LLMRequest request = LLMRequest.builder()
                .config(RunConfig.builder().timeout(TIMEOUT).build())
                .build();
        WireCall call = new WireCall(provider, "", request, false, failures);
        HttpCall outgoing =
                new HttpCall("GET", backend.url(call, path), new byte[0]).header("Accept", "application/json");
        backend.authorize(outgoing, call);
        try (HttpExchange exchange = http.send(outgoing, request, false)) {
            if (exchange.status() < 200 || exchange.status() >= 300) {
                throw failures.refused(exchange.status(), exchange::errorBody, exchange::header);
            }
            return read(exchange.body());
        } catch (IOException e) {
            throw failures.unreachable(e, request);
        }
    }

    private List<ModelInfo> read(Buffer body) {
        try {
            return wire.decodeModels(Json.read(body.copy()), provider).stream()
                    .limit(MAX_MODELS)
                    .toList();
        } catch (JsonException e) {
            throw failures.notJson(body, e);
        }
    }
}
