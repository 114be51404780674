package dev.llmconnect.profiles.policy;

import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import java.util.List;
import java.util.Optional;

/**
 * The decorators in their order, from the caller to the provider:
 *
 * <pre>
 * call    bulkhead of the profile → fallback →
 * route   retry → record → bulkhead of the provider → circuit breaker → buffered stream → attempt timeout → adapter
 * </pre>
 *
 * The deadline stands in the request, and each decorator keeps to it. The breaker stands inside the retry, and not around it, so that
 * it counts attempts: a circuit opens in the middle of a call, and its trial is one attempt. What a configuration does not ask for is
 * not in the way. While a call has other routes left, a route is composed with its share of the time and with limits for silence.
 *
 * <pre>{@code
 * PolicyConfig config = PolicyConfig.fromMap("triage", fields).mergedOver(PolicyConfig.fromVariables("LLM_CONNECT_", env));
 * LLMAdapter first = PolicyStack.route(registry.newAdapter("openrouter", settings), config, runtime);
 * LLMAdapter second = PolicyStack.route(registry.newAdapter("anthropic", settings), config, runtime);
 * LLMAdapter call = PolicyStack.call("triage", Route.unchanged(first), List.of(Route.toModel(second, "claude-sonnet-4-5")), config, runtime);
 * }</pre>
 */
public final class PolicyStack {
    private PolicyStack() {}

    /** An adapter with all policies and no fallback. */
    public static LLMAdapter around(LLMAdapter adapter, PolicyConfig config, PolicyRuntime runtime) {
        return call(adapter.provider(), Route.unchanged(route(adapter, config, runtime)), List.of(), config, runtime);
    }

    /** One provider, with what belongs to each of its attempts and to their repetition. */
    public static LLMAdapter route(LLMAdapter provider, PolicyConfig config, PolicyRuntime runtime) {
        return route(provider.provider(), provider, config, runtime);
    }

    /**
     * One provider that is served in several places.
     *
     * @param asked which of them, for {@link Circuit#provider()}
     */
    public static LLMAdapter route(String asked, LLMAdapter provider, PolicyConfig config, PolicyRuntime runtime) {
        return new RouteAdapter(
                scope -> compose(asked, provider, config, scope, runtime),
                config.attemptTimeouts().attempt());
    }

    /** One provider with a share of the time, and nothing else. */
    static RouteAdapter bare(LLMAdapter provider, PolicyRuntime runtime) {
        return new RouteAdapter(
                scope -> new AttemptTimeoutAdapter(
                        provider.provider(), provider, AttemptTimeoutConfig.defaults(), scope, false, runtime),
                Optional.empty());
    }

    private static LLMAdapter compose(
            String asked, LLMAdapter provider, PolicyConfig config, RouteScope scope, PolicyRuntime runtime) {
        LLMAdapter adapter = provider;
        if (!config.attemptTimeouts().equals(AttemptTimeoutConfig.none()) || scope.share() != null) {
            adapter = new AttemptTimeoutAdapter(
                    asked, adapter, config.attemptTimeouts(), scope, config.bufferStream(), runtime);
        }
        if (config.bufferStream()) {
            adapter = new BufferedStreamAdapter(adapter);
        }
        if (config.circuitBreaker().failureThreshold() > 0) {
            adapter = new CircuitBreakerAdapter(
                    asked, adapter, config.circuitBreaker(), scope.hasAlternative(), runtime.breakers());
        }
        if (runtime.bulkhead(provider.provider()).isPresent()) {
            adapter = new BulkheadAdapter(adapter, call -> runtime.bulkhead(provider.provider()), scope);
        }
        if (provider.provider().equals(Circuit.ROUTER)) {
            adapter = new BulkheadAdapter(adapter, call -> routedTo(call, runtime), scope);
        }
        adapter = CheckedAdapter.attempt(adapter);
        if (config.retry().maxAttempts() > 1) {
            adapter = new RetryingAdapter(asked, adapter, config.retry(), scope, runtime);
        }
        return adapter;
    }

    /** The limit of the provider that the router is going to ask. */
    private static Optional<Bulkhead> routedTo(LLMCall call, PolicyRuntime runtime) {
        String provider = Circuit.of(Circuit.ROUTER, call).provider();
        return provider.equals(Circuit.ROUTER) ? Optional.empty() : runtime.bulkhead(provider);
    }

    /**
     * A call over several routes.
     *
     * @param name what the call is for, for messages: the profile
     * @param first whom to ask first
     * @param fallbacks whom to ask then; like the first, made with {@link #route}
     */
    public static LLMAdapter call(
            String name, Route first, List<Route> fallbacks, PolicyConfig config, PolicyRuntime runtime) {
        LLMAdapter adapter = fallbacks.isEmpty() && first.isUnchanged()
                ? first.adapter()
                : new FallbackAdapter(first, fallbacks, runtime);
        if (config.bulkhead().maxConcurrent() > 0) {
            adapter = new BulkheadAdapter(adapter, new Bulkhead(name, config.bulkhead(), runtime.sleeper()));
        }
        return adapter;
    }
}
