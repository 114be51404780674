package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.util.List;
import java.util.Map;

/** The three ways in which an answer comes, with nothing configured but fallbacks. */
enum Way {
    UNARY(Asked.UNARY, Map.of()),
    STREAM(Asked.STREAM, Map.of()),
    BUFFERED(Asked.STREAM, Map.of("buffer_stream", true));

    private final Asked asked;
    private final PolicyConfig config;

    Way(Asked asked, Map<String, Object> fields) {
        this.asked = asked;
        this.config = PolicyConfig.fromMap("", fields);
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
