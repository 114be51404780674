package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * One way to an answer: whom to ask, and what becomes of the request on the way there.
 *
 * @param adapter who answers
 * @param shape makes the request that this adapter gets of the one that came, its model above all; must keep id, deadline and
 *     cancellation, as {@link LLMRequest#toBuilder()} does
 * @param contextTokens the model's context window, where it is not to be what the adapter says of it
 */
public record Route(LLMAdapter adapter, UnaryOperator<LLMRequest> shape, OptionalLong contextTokens) {
    private static final UnaryOperator<LLMRequest> AS_IT_CAME = UnaryOperator.identity();

    /** To an adapter that gets the request as it came. */
    public static Route unchanged(LLMAdapter adapter) {
        return new Route(adapter, AS_IT_CAME, OptionalLong.empty());
    }

    /** To a model of an adapter. */
    public static Route toModel(LLMAdapter adapter, String model) {
        return shaped(
                adapter,
                request -> request.toBuilder()
                        .config(request.config().toBuilder().modelName(model).build())
                        .build());
    }

    /** To an adapter's own default model. */
    public static Route toDefaultModel(LLMAdapter adapter) {
        return shaped(
                adapter,
                request -> request.toBuilder()
                        .config(request.config().toBuilder().clearModelName().build())
                        .build());
    }

    private static Route shaped(LLMAdapter adapter, UnaryOperator<LLMRequest> shape) {
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

    /** The window of the model that this request would go to: the one set here, else what the adapter knows. */
    OptionalLong window(LLMRequest shaped) {
        return contextTokens.isPresent() ? contextTokens : adapter.contextTokens(shaped);
    }
}
