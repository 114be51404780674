package dev.llmconnect.profiles.policy;

import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import java.util.List;
import java.util.Optional;

/**
 * Composes the policy decorators, from the caller to the provider:
 *
 * <pre>
 * call    bulkhead of the profile → fallback →
 * route   retry → record → bulkhead of the provider → circuit breaker → buffered stream → attempt timeout → adapter
 * </pre>
 * The deadline is part of the request, and each decorator observes it. The circuit breaker is inside the retry, so it counts
 * attempts: a circuit may open in the middle of a call, and a trial is a single attempt. Policies that are not configured add no
 * decorator. While a call has other routes, a route is composed with its share of the time and with token timeouts.
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

    /** Wraps an adapter with all policies except fallback. */
    public static LLMAdapter around(LLMAdapter adapter, PolicyConfig config, PolicyRuntime runtime) {
        return call(adapter.provider(), Route.unchanged(route(adapter, config, runtime)), List.of(), config, runtime);
    }

    /** Wraps a provider with the policies of its attempts and retries. */
    public static LLMAdapter route(LLMAdapter provider, PolicyConfig config, PolicyRuntime runtime) {
        return route(provider.provider(), provider, config, runtime);
    }

    /**
     * Wraps one of several deployments of a provider.
     *
     * @param deployment name of the deployment, for {@link Circuit#provider()}
     */
    public static LLMAdapter route(String deployment, LLMAdapter provider, PolicyConfig config, PolicyRuntime runtime) {
        return new RouteAdapter(
                scope -> compose(deployment, provider, config, scope, runtime),
                config.attemptTimeouts().attempt());
    }

    /** Wraps a provider with a share of the time and no other policy. */
    static RouteAdapter bare(LLMAdapter provider, PolicyRuntime runtime) {
        return new RouteAdapter(
                scope -> new AttemptTimeoutAdapter(
                        provider.provider(), provider, AttemptTimeoutConfig.defaults(), scope, false, runtime),
                Optional.empty());
    }

    private static LLMAdapter compose(
            String deployment, LLMAdapter provider, PolicyConfig config, RouteScope scope, PolicyRuntime runtime) {
        LLMAdapter adapter = provider;
        if (!config.attemptTimeouts().equals(AttemptTimeoutConfig.none()) || scope.share() != null) {
            adapter = new AttemptTimeoutAdapter(
                    deployment, adapter, config.attemptTimeouts(), scope, config.bufferStream(), runtime);
        }
        if (config.bufferStream()) {
            adapter = new BufferedStreamAdapter(adapter);
        }
        if (config.circuitBreaker().failureThreshold() > 0) {
            adapter = new CircuitBreakerAdapter(
                    deployment, adapter, config.circuitBreaker(), scope.hasAlternative(), runtime.breakers());
        }
        if (runtime.bulkhead(provider.provider()).isPresent()) {
            adapter = new BulkheadAdapter(adapter, call -> runtime.bulkhead(provider.provider()), scope);
        }
        if (provider.provider().equals(Circuit.ROUTER)) {
            adapter = new BulkheadAdapter(adapter, call -> routedTo(call, runtime), scope);
        }
        adapter = CheckedAdapter.attempt(adapter);
        if (config.retry().maxAttempts() > 1) {
            adapter = new RetryingAdapter(deployment, adapter, config.retry(), scope, runtime);
        }
        return adapter;
    }

    /** Returns the limit of the provider that the router selects. */
    private static Optional<Bulkhead> routedTo(LLMCall call, PolicyRuntime runtime) {
        String provider = Circuit.of(Circuit.ROUTER, call).provider();
        return provider.equals(Circuit.ROUTER) ? Optional.empty() : runtime.bulkhead(provider);
    }

    /**
     * Creates the adapter of a call with several routes.
     *
     * @param name name of the profile, for messages
     * @param first first route
     * @param fallbacks further routes; all created with {@link #route}
     */
    public static LLMAdapter call(
            String name, Route first, List<Route> fallbacks, PolicyConfig config, PolicyRuntime runtime) {
        LLMAdapter adapter = fallbacks.isEmpty() && first.isUnchanged()
                ? first.adapter()
                : new FallbackAdapter(first, fallbacks, runtime);
        if (config.bulkhead().maxConcurrent() > 0) {
            adapter = new BulkheadAdapter(adapter, runtime.newBulkhead(name, config.bulkhead()));
        }
        return adapter;
    }
}
