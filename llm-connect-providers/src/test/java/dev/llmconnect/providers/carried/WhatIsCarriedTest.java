package dev.llmconnect.providers.carried;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Message;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward, translate, or refuse; never lose silently. */
class WhatIsCarriedTest {
    @Test
    void nothingIsLostInSilence() {
        List<String> lost = new ArrayList<>();
        TriedFormat.all().forEach((name, format) -> {
            try (TriedProvider provider = new TriedProvider(name, format)) {
                Stream.of(Feature.MESSAGES, Feature.TOOLS, Feature.PARAMS)
                        .flatMap(List::stream)
                        .filter(feature -> provider.request(feature) == Outcome.LOST)
                        .forEach(feature -> lost.add(name + ": " + feature.name()));
                if (provider.ownReasoning() == Outcome.LOST) {
                    lost.add(name + ": its own reasoning");
                }
            }
        });
        assertThat(lost).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"openai", "openai-responses", "mistral", "anthropic", "gemini", "bedrock", "cohere", "ollama"})
    void whatAnotherFormatAttachedToACallOfAToolStaysAway(String name) {
        ToolCall foreign = ToolCall.of("call_1", "weather", Map.of(), "{}")
                .withExtras(Map.of("attached_elsewhere", "a signature"));
        try (TriedProvider provider =
                new TriedProvider(name, Objects.requireNonNull(TriedFormat.all().get(name)))) {
            assertThat(provider.sent(request -> request.prompt("Hi")
                            .message(Message.assistant(List.of(foreign)))
                            .message(Message.toolResult(foreign, "Rain"))))
                    .contains("weather", "Rain")
                    .doesNotContain("attached_elsewhere");
        }
    }
}
