package dev.llmconnect.providers.carried;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.json.JsonNode;
import java.util.List;
import java.util.function.Predicate;

/**
 * Something an answer may tell.
 *
 * @param name the head of its column
 * @param isTold whether the answer of {@link TriedFormat#answer()} tells it
 */
record Answered(String name, Predicate<TriedProvider> isTold) {
    static final List<Answered> ALL = List.of(
            new Answered("streaming", TriedProvider::streams),
            of("reasoning", answer -> answer.reasoning().orElse("").equals(TriedFormat.THOUGHT)),
            new Answered("reasoning passed back", provider -> provider.ownReasoning() == Outcome.CARRIED),
            of(
                    "cached tokens",
                    answer -> answer.usage().details().get("cached_tokens") instanceof Number count
                            && count.intValue() == TriedFormat.CACHED),
            of(
                    "citations",
                    answer -> String.valueOf(JsonNode.of(answer.toMap())
                                    .object("metadata")
                                    .get("citations"))
                            .contains(TriedFormat.SOURCE)),
            new Answered("embeddings", TriedProvider::embeds),
            new Answered("model list", TriedProvider::listsModels));

    private static Answered of(String name, Predicate<LLMResponse> isTold) {
        return new Answered(name, provider -> isTold.test(provider.answer()));
    }
}
