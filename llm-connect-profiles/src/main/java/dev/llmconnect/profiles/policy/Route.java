package dev.llmconnect.profiles.policy;

import dev.llmconnect.CallTarget;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * One route of a call: an adapter, and the configuration of requests to it. A fallback chain is a list of routes. Immutable; as
 * thread-safe as its adapter.
 */
public final class Route {
    private static final UnaryOperator<RunConfig> UNCHANGED = UnaryOperator.identity();

    private final LLMAdapter adapter;
    private final UnaryOperator<RunConfig> conversion;
    private final OptionalLong contextTokens;

    private Route(LLMAdapter adapter, UnaryOperator<RunConfig> conversion, OptionalLong contextTokens) {
        this.adapter = Objects.requireNonNull(adapter, "adapter");
        this.conversion = Objects.requireNonNull(conversion, "conversion");
        this.contextTokens = contextTokens;
    }

    /**
     * Creates a route.
     *
     * @param conversion converts the configuration of a call to that of the adapter, in particular the model; applied per attempt
     */
    public static Route of(LLMAdapter adapter, UnaryOperator<RunConfig> conversion) {
        return new Route(adapter, conversion, OptionalLong.empty());
    }

    /** Creates a route that passes requests on unchanged. */
    public static Route unchanged(LLMAdapter adapter) {
        return new Route(adapter, UNCHANGED, OptionalLong.empty());
    }

    /** Creates a route to a model of an adapter. */
    public static Route toModel(LLMAdapter adapter, String model) {
        return of(adapter, config -> config.toBuilder().modelName(model).build());
    }

    /** Creates a route to the default model of an adapter. */
    public static Route toDefaultModel(LLMAdapter adapter) {
        return of(adapter, config -> config.toBuilder().clearModelName().build());
    }

    /** Adapter of the route. */
    public LLMAdapter adapter() {
        return adapter;
    }

    /** Conversion of a call's configuration to that of the adapter. */
    public UnaryOperator<RunConfig> conversion() {
        return conversion;
    }

    /** Context window of the model in tokens; empty for the one reported by the adapter. */
    public OptionalLong contextTokens() {
        return contextTokens;
    }

    /** Returns a copy that applies another conversion after this route's. */
    public Route andThen(UnaryOperator<RunConfig> next) {
        return new Route(adapter, config -> next.apply(conversion.apply(config)), contextTokens);
    }

    /** Returns a copy with this context window, which overrides the adapter's. */
    public Route withContextTokens(long tokens) {
        return new Route(adapter, conversion, OptionalLong.of(tokens));
    }

    /** Returns a copy with another adapter, usually this route's adapter with policies. */
    public Route through(LLMAdapter other) {
        return new Route(other, conversion, contextTokens);
    }

    boolean isUnchanged() {
        return conversion == UNCHANGED;
    }

    /** Returns a copy for a call with other routes left; an adapter without policies is limited to its share of the time too. */
    Route within(LLMCall call, int routesLeft, PolicyRuntime runtime) {
        RouteAdapter guarded = adapter instanceof RouteAdapter route ? route : PolicyStack.bare(adapter, runtime);
        return through(guarded.within(call, routesLeft));
    }

    LLMResponse execute(LLMRequest request) {
        return adapter.execute(converted(request));
    }

    LLMStream stream(LLMRequest request) {
        return adapter.stream(converted(request));
    }

    EmbeddingResponse embed(EmbeddingRequest request) {
        return adapter.embed(
                request.toBuilder().config(conversion.apply(request.config())).build());
    }

    boolean supportsStreaming(LLMRequest request) {
        return adapter.supportsStreaming(converted(request));
    }

    OptionalLong countTokens(LLMRequest request) {
        return adapter.countTokens(converted(request));
    }

    /** Returns the target of a call on this route. */
    CallTarget target(LLMCall call) {
        return adapter.target(
                call.toBuilder().config(conversion.apply(call.config())).build());
    }

    /** Returns the context window of the request's model: the one set here, otherwise the adapter's. */
    OptionalLong window(LLMRequest request) {
        return contextTokens.isPresent() ? contextTokens : adapter.contextTokens(converted(request));
    }

    private LLMRequest converted(LLMRequest request) {
        return request.toBuilder().config(conversion.apply(request.config())).build();
    }
}
