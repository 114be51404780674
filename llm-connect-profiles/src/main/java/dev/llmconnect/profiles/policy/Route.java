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
 * An adapter that can answer a call, and the values it is asked with. A fallback chain is a list of routes. Immutable; as thread-safe as
 * its adapter.
 */
public final class Route {
    private static final UnaryOperator<RunConfig> AS_IT_CAME = UnaryOperator.identity();

    private final LLMAdapter adapter;
    private final UnaryOperator<RunConfig> shape;
    private final OptionalLong contextTokens;

    private Route(LLMAdapter adapter, UnaryOperator<RunConfig> shape, OptionalLong contextTokens) {
        this.adapter = Objects.requireNonNull(adapter, "adapter");
        this.shape = Objects.requireNonNull(shape, "shape");
        this.contextTokens = contextTokens;
    }

    /**
     * A route to an adapter.
     *
     * @param shape turns the values of a call into those that this adapter is asked with, above all its model; called for each attempt
     */
    public static Route of(LLMAdapter adapter, UnaryOperator<RunConfig> shape) {
        return new Route(adapter, shape, OptionalLong.empty());
    }

    /** A route to an adapter that gets each request as it came. */
    public static Route unchanged(LLMAdapter adapter) {
        return new Route(adapter, AS_IT_CAME, OptionalLong.empty());
    }

    /** A route to one model of an adapter. */
    public static Route toModel(LLMAdapter adapter, String model) {
        return of(adapter, config -> config.toBuilder().modelName(model).build());
    }

    /** A route to an adapter's own default model. */
    public static Route toDefaultModel(LLMAdapter adapter) {
        return of(adapter, config -> config.toBuilder().clearModelName().build());
    }

    /** The adapter that answers. */
    public LLMAdapter adapter() {
        return adapter;
    }

    /** Turns the values of a call into those that the adapter is asked with. */
    public UnaryOperator<RunConfig> shape() {
        return shape;
    }

    /** The model's context window in tokens; empty to use the one that the adapter reports. */
    public OptionalLong contextTokens() {
        return contextTokens;
    }

    /** A copy whose shape is applied after this one's. */
    public Route andThen(UnaryOperator<RunConfig> next) {
        return new Route(adapter, config -> next.apply(shape.apply(config)), contextTokens);
    }

    /** A copy with this context window, whatever the adapter says. */
    public Route withContextTokens(long tokens) {
        return new Route(adapter, shape, OptionalLong.of(tokens));
    }

    /** A copy that goes to another adapter, usually this one's with policies around it. */
    public Route through(LLMAdapter other) {
        return new Route(other, shape, contextTokens);
    }

    boolean isUnchanged() {
        return shape == AS_IT_CAME;
    }

    /** A copy for a call that has other routes left; one whose adapter has no policies gets a share of the time all the same. */
    Route within(LLMCall call, int routesLeft, PolicyRuntime runtime) {
        RouteAdapter guarded = adapter instanceof RouteAdapter route ? route : PolicyStack.bare(adapter, runtime);
        return through(guarded.within(call, routesLeft));
    }

    LLMResponse execute(LLMRequest request) {
        return adapter.execute(shaped(request));
    }

    LLMStream stream(LLMRequest request) {
        return adapter.stream(shaped(request));
    }

    EmbeddingResponse embed(EmbeddingRequest request) {
        return adapter.embed(
                request.toBuilder().config(shape.apply(request.config())).build());
    }

    boolean supportsStreaming(LLMRequest request) {
        return adapter.supportsStreaming(shaped(request));
    }

    OptionalLong countTokens(LLMRequest request) {
        return adapter.countTokens(shaped(request));
    }

    /** Whom this call would ask on this way. */
    CallTarget target(LLMCall call) {
        return adapter.target(
                call.toBuilder().config(shape.apply(call.config())).build());
    }

    /** The window of the model that this request would go to: the one set here, else what the adapter knows. */
    OptionalLong window(LLMRequest request) {
        return contextTokens.isPresent() ? contextTokens : adapter.contextTokens(shaped(request));
    }

    private LLMRequest shaped(LLMRequest request) {
        return request.toBuilder().config(shape.apply(request.config())).build();
    }
}
