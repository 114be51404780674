package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMConfigurationException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks one route after the other until one answers.
 *
 * <p>It moves on after failures that may heal, timeouts, open circuits and full bulkheads, after what is wrong with a route alone (its
 * key or its absence, its permissions, its quota, a model it does not have), and after a prompt that was too long, then only to a
 * model that is not known to hold no more. It does not move on after a refused content or a bad request. When nobody answers, the
 * first failure is thrown, with the others as suppressed ones: a fallback that cannot take the request never hides why it was asked.
 * A stream moves on only until its first event, and embeddings never move on. Thread-safe.
 */
public final class FallbackAdapter implements CompositeAdapter {
    private static final Logger LOG = System.getLogger(FallbackAdapter.class.getName());

    private final List<Route> routes;
    private final Set<Route> warned = ConcurrentHashMap.newKeySet();

    /**
     * @param first whom to ask first, with the request as it came
     * @param fallbacks whom to ask then, in this order; all are closed with this adapter
     */
    public FallbackAdapter(LLMAdapter first, List<Route> fallbacks) {
        this(Route.unchanged(first), fallbacks);
    }

    /** With a first route that has a shape or a context window of its own. */
    public FallbackAdapter(Route first, List<Route> fallbacks) {
        List<Route> all = new ArrayList<>();
        all.add(first);
        all.addAll(fallbacks);
        routes = List.copyOf(all);
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
        return ask(request, (route, same) -> ForwardingStream.begun(new NamedStream(route, route.stream(same))));
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

    private <T> T ask(LLMRequest asked, BiFunction<Route, LLMRequest, T> attempt) {
        LLMRequest request = asked.begin();
        @Nullable LLMException first = null;
        @Nullable LLMException last = null;
        OptionalLong tooSmall = OptionalLong.empty();
        for (Route route : routes) {
            if (tooSmall.isPresent() && route.window(request).orElse(Long.MAX_VALUE) <= tooSmall.getAsLong()) {
                continue;
            }
            if (last != null) {
                log(request, last, route);
            }
            try {
                return attempt.apply(route, first == null ? request : withFixedDeadline(request));
            } catch (LLMException e) {
                boolean timeIsUp =
                        e instanceof LLMTimeoutException && request.deadline().expired();
                if (first != null && timeIsUp) {
                    throw alsoFailed(e, first);
                }
                if (isNotSetUp(e)) {
                    warn(route, e);
                }
                boolean refused = isNotSetUp(e) || (first != null && refusesToTry(e));
                first = first == null ? e : alsoFailed(first, e);
                if (!(refused || FailureRules.worthAskingElsewhere(e)) || !canGoOn(request)) {
                    throw first;
                }
                if (e.reason().equals(FailureReason.CONTEXT_LENGTH)) {
                    tooSmall = larger(tooSmall, route.window(request));
                }
                last = e;
            }
        }
        if (first == null) {
            throw new IllegalStateException("a fallback without any route");
        }
        throw first;
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

    /** A key or another setting is missing, which says nothing of the other routes. */
    private static boolean isNotSetUp(LLMException e) {
        return e instanceof LLMConfigurationException;
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
                && request.deadline().remaining().compareTo(PolicyRuntime.SHORTEST_ATTEMPT) >= 0;
    }

    private static void log(LLMRequest request, LLMException failure, Route next) {
        // An open circuit or a missing key has been logged already, and may refuse many calls a second.
        Level level = FailureRules.wasNotAsked(failure) || isNotSetUp(failure) ? Level.DEBUG : Level.INFO;
        LOG.log(
                level,
                "call {0} moves on to {1} ({2}): {3}",
                request.requestId(),
                next.adapter().provider(),
                failure.outcome(),
                failure.getMessage());
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
