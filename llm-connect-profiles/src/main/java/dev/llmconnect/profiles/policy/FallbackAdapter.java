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
 * Asks one route after the other until one answers. While others are left, a route has its share of the remaining time.
 *
 * <p>It moves on after failures that may heal, timeouts, open circuits and full bulkheads, after what is wrong with a route alone (its
 * key or its absence, its permissions, its quota, a model it does not have), and after a prompt that was too long, then only to a
 * model that is not known to hold no more. It does not move on after a refused content or a bad request. When nobody answers, the
 * first failure is thrown, with the others as suppressed ones: a fallback that cannot take the request never hides why it was asked.
 * Before that, routes whose circuit was open are tried after all. A stream moves on only until its first token, and embeddings never
 * move on. Thread-safe.
 */
public final class FallbackAdapter implements CompositeAdapter {
    private static final Logger LOG = System.getLogger(FallbackAdapter.class.getName());

    private final List<Route> routes;
    private final PolicyRuntime runtime;
    private final Set<Route> warned = ConcurrentHashMap.newKeySet();

    /**
     * Limits the routes with the alarms of {@link PolicyRuntime#shared()}.
     *
     * @param first whom to ask first, with the request as it came
     * @param fallbacks whom to ask then, in this order; all are closed with this adapter
     */
    public FallbackAdapter(LLMAdapter first, List<Route> fallbacks) {
        this(Route.unchanged(first), fallbacks);
    }

    /** With a first route that has a shape or a context window of its own. */
    public FallbackAdapter(Route first, List<Route> fallbacks) {
        this(first, fallbacks, PolicyRuntime.shared());
    }

    /** With the alarms of the runtime. */
    FallbackAdapter(Route first, List<Route> fallbacks, PolicyRuntime runtime) {
        List<Route> all = new ArrayList<>();
        all.add(first);
        all.addAll(fallbacks);
        routes = List.copyOf(all);
        this.runtime = runtime;
    }

    /** The first route's. */
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
        return ask(request, (route, same) -> ForwardingStream.awaitFirstToken(new NamedStream(route, route.stream(same))));
    }

    /** Asks the first route only: vectors of another model cannot be compared with those that the caller has. */
    @Override
    public EmbeddingResponse embed(EmbeddingRequest request) {
        Route first = routes.get(0);
        return first.embed(request)
                .withMetadata(known -> known.providerIfAbsent(first.adapter().provider()));
    }

    /** The first route's. */
    @Override
    public boolean supportsStreaming(LLMRequest request) {
        return routes.get(0).supportsStreaming(request);
    }

    /** The first route's. */
    @Override
    public OptionalLong countTokens(LLMRequest request) {
        return routes.get(0).countTokens(request);
    }

    /** The first route's. */
    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        return routes.get(0).window(request);
    }

    /** The first route's. */
    @Override
    public CallTarget target(LLMCall call) {
        return routes.get(0).target(call);
    }

    /** The first route's. */
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
            Optional<T> answer = failover.ask(routes.get(i), routes.size() - i);
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        return failover.askSkipped();
    }

    /** One call on its way from route to route. */
    private final class Failover<T> {
        private final LLMRequest request;
        private final BiFunction<Route, LLMRequest, T> attempt;
        private final List<Route> skipped = new ArrayList<>(0);
        private @Nullable LLMException first;
        private @Nullable LLMException last;
        private @Nullable CallTarget lastTarget;
        private Duration lastTook = Duration.ZERO;
        private OptionalLong tooSmall = OptionalLong.empty();

        Failover(LLMRequest request, BiFunction<Route, LLMRequest, T> attempt) {
            this.request = request;
            this.attempt = attempt;
        }

        /**
         * Asks a route, unless its window is known to be too small.
         *
         * @param routesLeft how many are left, this one included
         * @return empty when the next route is to be asked
         * @throws LLMException when no other route is worth asking
         */
        Optional<T> ask(Route route, int routesLeft) {
            if (tooSmall.isPresent() && route.window(request).orElse(Long.MAX_VALUE) <= tooSmall.getAsLong()) {
                return Optional.empty();
            }
            LLMRequest asked = first == null ? request : withFixedDeadline(request);
            CallTarget target = route.target(asked);
            if (last != null && lastTarget != null) {
                FailoverLog.fallback(request, lastTarget, target, last, lastTook);
            }
            long began = request.ticker().nanos();
            try {
                Route limited = routesLeft > 1 ? route.within(asked, routesLeft, runtime) : route;
                return Optional.of(attempt.apply(limited, asked));
            } catch (LLMException e) {
                lastTarget = target;
                lastTook = Duration.ofNanos(request.ticker().nanos() - began);
                failed(route, e);
                return Optional.empty();
            }
        }

        /** No alternative is left, so an open circuit is no reason not to try. */
        T askSkipped() {
            for (Route route : List.copyOf(skipped)) {
                Optional<T> answer = ask(route, 1);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            if (first == null) {
                throw new IllegalStateException("a fallback without any route");
            }
            throw first;
        }

        private void failed(Route route, LLMException e) {
            boolean timeIsUp =
                    e instanceof LLMTimeoutException && request.deadline().isExpired();
            if (first != null && timeIsUp) {
                throw alsoFailed(e, first);
            }
            if (FailureRules.isNotSetUp(e)) {
                warn(route, e);
            }
            boolean refused = FailureRules.isNotSetUp(e) || (first != null && refusesToTry(e));
            first = first == null ? e : shown(route, e, first);
            if (!(refused || FailureRules.worthAskingElsewhere(e)) || !canGoOn(request)) {
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

        /** That a circuit was open tells less than how its route failed when it was tried after all. */
        private LLMException shown(Route route, LLMException e, LLMException before) {
            boolean tried = skipped.contains(route) && !(e instanceof CircuitOpenException);
            return tried && before instanceof CircuitOpenException ? alsoFailed(e, before) : alsoFailed(before, e);
        }
    }

    /** A prompt that is too long for one window is so for every smaller one; of a window that is not known nothing follows. */
    private static OptionalLong larger(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || other.isEmpty()
                ? LongStream.concat(one.stream(), other.stream()).findFirst()
                : OptionalLong.of(Math.max(one.getAsLong(), other.getAsLong()));
    }

    /** The first route took the request, so a fallback that does not like its shape is no reason to stop. */
    private static boolean refusesToTry(LLMException e) {
        return e.reason().equals(FailureReason.INVALID_REQUEST) || e instanceof LLMInvalidRequestException;
    }

    /** Once for each route: the operator has to know, but not at every call. */
    private void warn(Route route, LLMException e) {
        if (routes.size() > 1 && warned.add(route)) {
            LOG.log(
                    Level.WARNING,
                    "{0} is not set up, so its calls go to other routes: {1}",
                    route.adapter().provider(),
                    e.getMessage());
        }
    }

    /** A fallback may have a longer time of its own, but the call does not. */
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
