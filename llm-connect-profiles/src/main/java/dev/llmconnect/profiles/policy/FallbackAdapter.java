package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.ForwardingStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Tries routes in order until one answers. While others remain, a route is limited to its share of the remaining time.
 *
 * <p>Falls back after transient failures, timeouts, open circuits and full bulkheads; after failures specific to a route (key,
 * permission, quota, missing model); and after a prompt that is too long, then only to models whose context window may be larger.
 * Does not fall back after a content policy refusal or an invalid request. If all routes fail, throws the first failure with the
 * others suppressed, so a fallback that cannot handle the request never hides the original failure. Before that, tries the routes
 * whose circuit was open. A stream falls back only until its first token; embeddings never fall back. Thread-safe.
 */
public final class FallbackAdapter implements CompositeAdapter {
    private static final Logger LOG = System.getLogger(FallbackAdapter.class.getName());

    private final List<Route> routes;
    private final PolicyRuntime runtime;
    private final Set<Route> warned = ConcurrentHashMap.newKeySet();

    /**
     * Creates an adapter with the scheduler of {@link PolicyRuntime#shared()}.
     *
     * @param first first route, which receives the request unchanged
     * @param fallbacks further routes, in order; all are closed with this adapter
     */
    public FallbackAdapter(LLMAdapter first, List<Route> fallbacks) {
        this(Route.unchanged(first), fallbacks);
    }

    /** Creates an adapter whose first route has its own configuration or context window. */
    public FallbackAdapter(Route first, List<Route> fallbacks) {
        this(first, fallbacks, PolicyRuntime.shared());
    }

    /** Creates an adapter with the scheduler of the runtime. */
    FallbackAdapter(Route first, List<Route> fallbacks, PolicyRuntime runtime) {
        List<Route> all = new ArrayList<>();
        all.add(first);
        all.addAll(fallbacks);
        routes = List.copyOf(all);
        this.runtime = runtime;
    }

    /** Provider of the first route. */
    @Override
    public String provider() {
        return routes.get(0).adapter().provider();
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        return ask(request, (route, same) -> named(route, route.execute(same)));
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        return ask(
                request, (route, same) -> ForwardingStream.awaitFirstToken(new NamedStream(route, route.stream(same))));
    }

    /** Embeds with the first route only, since vectors of different models are not comparable. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        Route first = routes.get(0);
        return first.embed(request)
                .withMetadata(known -> known.providerIfAbsent(first.adapter().provider()));
    }

    /** Whether the first route supports streaming. */
    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return routes.get(0).supportsStreaming(request);
    }

    /** Counts tokens with the first route. */
    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return routes.get(0).countTokens(request);
    }

    /** Context window of the first route. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return routes.get(0).window(request);
    }

    /** Target of the first route. */
    @Override
    public CallTarget target(LLMCall call) {
        return routes.get(0).target(call);
    }

    /** Models of the first route. */
    @Override
    public List<ModelInfo> models() {
        return routes.get(0).adapter().models();
    }

    @Override
    public void close() {
        routes.forEach(route -> route.adapter().close());
    }

    private <T> T ask(LLMRequest request, BiFunction<Route, LLMRequest, T> attempt) {
        Failover<T> failover = new Failover<>(request.begin(), attempt);
        for (int i = 0; i < routes.size(); i++) {
            Optional<T> answer = failover.tryRoute(routes.get(i), routes.size() - i);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return failover.trySkipped();
    }

    /** Progress of one call over its routes. */
    private final class Failover<T> {
        private final LLMRequest request;
        private final BiFunction<Route, LLMRequest, T> attempt;
        private final List<Route> skipped = new ArrayList<>(0);
        private @Nullable LLMException first;
        private @Nullable LLMException last;
        private @Nullable CallTarget lastTarget;
        private Duration lastElapsed = Duration.ZERO;
        private OptionalLong tooSmall = OptionalLong.empty();

        Failover(LLMRequest request, BiFunction<Route, LLMRequest, T> attempt) {
            this.request = request;
            this.attempt = attempt;
        }

        /**
         * Tries a route, unless its context window is known to be too small.
         *
         * @param routesLeft number of remaining routes, including this one
         * @return empty if the next route is to be tried
         * @throws LLMException if no other route may succeed
         */
        Optional<T> tryRoute(Route route, int routesLeft) {
            if (tooSmall.isPresent() && route.window(request).orElse(Long.MAX_VALUE) <= tooSmall.getAsLong()) {
                return Optional.empty();
            }
            LLMRequest limitedRequest = first == null ? request : withFixedDeadline(request);
            CallTarget target = route.target(limitedRequest);
            if (last != null && lastTarget != null) {
                FailoverLog.fallback(request, lastTarget, target, last, lastElapsed);
            }
            long began = request.ticker().nanos();
            try {
                Route limitedRoute = routesLeft > 1 ? route.within(limitedRequest, routesLeft, runtime) : route;
                return Optional.of(attempt.apply(limitedRoute, limitedRequest));
            } catch (LLMException e) {
                lastTarget = target;
                lastElapsed = Duration.ofNanos(request.ticker().nanos() - began);
                failed(route, e);
                return Optional.empty();
            }
        }

        /** Tries the skipped routes: without an alternative, an open circuit is no reason to fail. */
        T trySkipped() {
            for (Route route : List.copyOf(skipped)) {
                Optional<T> answer = tryRoute(route, 1);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            if (first == null) {
                throw new IllegalStateException("a fallback needs at least one route");
            }
            throw first;
        }

        private void failed(Route route, LLMException e) {
            boolean timeIsUp =
                    e instanceof LLMTimeoutException && request.deadline().isExpired();
            if (first != null && timeIsUp) {
                throw alsoFailed(e, first);
            }
            if (FailureRules.isMisconfigured(e)) {
                warn(route, e);
            }
            boolean refused = FailureRules.isMisconfigured(e) || (first != null && refusesToTry(e));
            first = first == null ? e : shown(route, e, first);
            if (!(refused || FailureRules.allowsFallback(e)) || !canGoOn(request)) {
                throw first;
            }
            if (e instanceof CircuitOpenException) {
                skipped.add(route);
            }
            if (e.reason().equals(FailureReason.CONTEXT_LENGTH)) {
                tooSmall = larger(tooSmall, route.window(request));
            }
            last = e;
        }

        /** Prefers the failure of the later attempt over the report of an open circuit. */
        private LLMException shown(Route route, LLMException e, LLMException before) {
            boolean tried = skipped.contains(route) && !(e instanceof CircuitOpenException);
            return tried && before instanceof CircuitOpenException ? alsoFailed(e, before) : alsoFailed(before, e);
        }
    }

    /**
     * Returns the larger of two context windows, or unknown if either is unknown: a prompt that exceeds one window exceeds every
     * smaller one.
     */
    private static OptionalLong larger(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty()
                ? LongStream.concat(one.stream(), other.stream()).findFirst()
                : OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()));
    }

    /** Whether a fallback rejected the request's format, which the first route accepted; the next route is tried. */
    private static boolean refusesToTry(LLMException e) {
        return e.reason().equals(FailureReason.INVALID_REQUEST) || e instanceof LLMInvalidRequestException;
    }

    /** Logs a warning once per route, so that the operator knows. */
    private void warn(Route route, LLMException e) {
        if (routes.size() > 1 && warned.add(route)) {
            LOG.log(
                    Level.WARNING,
                    "{0} is not configured; its calls go to other routes: {1}",
                    route.adapter().provider(),
                    e.getMessage());
        }
    }

    /** Fixes the deadline, so that a fallback with a longer timeout does not extend the call. */
    private static LLMRequest withFixedDeadline(LLMRequest request) {
        return request.toBuilder().deadline(request.deadline()).build();
    }

    private static boolean canGoOn(LLMRequest request) {
        return !request.cancellation().isCancelled()
                && request.deadline().remaining().compareTo(PolicyRuntime.MIN_ATTEMPT_TIME) >= 0;
    }

    private static LLMException alsoFailed(LLMException shown, LLMException other) {
        // Two routes may share an adapter that throws one and the same exception.
        if (other != shown) {
            shown.addSuppressed(other);
        }
        return shown;
    }

    private static LLMResponse named(Route route, LLMResponse response) {
        return response.withMetadata(
                known -> known.providerIfAbsent(route.adapter().provider()));
    }

    private static final class NamedStream extends ForwardingStream {
        private final Route route;

        NamedStream(Route route, LLMStream stream) {
            super(stream);
            this.route = route;
        }

        @Override
        protected LLMResponse assemble() {
            return named(route, super.assemble());
        }
    }
}
