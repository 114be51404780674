package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.util.List;

/** The three ways in which an answer comes, with nothing configured but fallbacks. */
enum Way {
    UNARY(Asked.UNARY),
    STREAM(Asked.STREAM),
    BUFFERED(Asked.STREAM);

    private final Asked asked;

    Way(Asked asked) {
        this.asked = asked;
    }

    /** Whether a part of the answer has been handed out once the model has begun. */
    boolean handsOutTokens() {
        return this == STREAM;
    }

    LLMResponse of(LLMAdapter adapter, LLMRequest request) {
        return asked.of(adapter, request);
    }

    /** The first provider with the others as its fallbacks, each of a model that is named after it. */
    LLMAdapter chain(PolicyRuntime runtime, LLMAdapter first, LLMAdapter... fallbacks) {
        PolicyConfig config =
                this == BUFFERED ? PolicyConfig.builder().bufferStream(true).build() : PolicyConfig.defaults();
        return PolicyStack.call(
                "triage",
                Route.unchanged(PolicyStack.route(first, config, runtime)),
                List.of(fallbacks).stream()
                        .map(adapter -> Route.toModel(
                                PolicyStack.route(adapter, config, runtime), adapter.provider() + "-model"))
                        .toList(),
                config,
                runtime);
    }
}
