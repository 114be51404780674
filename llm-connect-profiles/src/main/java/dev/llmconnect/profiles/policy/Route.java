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
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * One way to an answer: whom to ask, and what becomes of the request on the way there.
 *
 * @param adapter who answers
 * @param shape makes the values that this adapter is asked with of those that came, the model above all
 * @param contextTokens the model's context window, where it is not to be what the adapter says of it
 */
public record Route(LLMAdapter adapter, UnaryOperator<RunConfig> shape, OptionalLong contextTokens) {
    private static final UnaryOperator<RunConfig> AS_IT_CAME = UnaryOperator.identity();

    /** To an adapter that gets the request as it came. */
    public static Route unchanged(LLMAdapter adapter) {
        return new Route(adapter, AS_IT_CAME, OptionalLong.empty());
    }

    /** To a model of an adapter. */
    public static Route toModel(LLMAdapter adapter, String model) {
        return shaped(adapter, config -> config.toBuilder().modelName(model).build());
    }

    /** To an adapter's own default model. */
    public static Route toDefaultModel(LLMAdapter adapter) {
        return shaped(adapter, config -> config.toBuilder().clearModelName().build());
    }

    private static Route shaped(LLMAdapter adapter, UnaryOperator<RunConfig> shape) {
        return new Route(adapter, shape, OptionalLong.empty());
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
