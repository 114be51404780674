package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a provider says in its own words reaches the caller: why an answer ended, and what went wrong inside a 200. */
class ProviderWordsTest {
    private static final LLMRequest HELLO =
            LLMRequest.of("Hello", RunConfig.builder().modelName("m-1").build());

    /** A format with an answer of it that ends with the word {@code WORD}. */
    enum Format {
        CHAT("openai", "OPENAI_API_KEY", """
                {"model":"m","choices":[{"message":{"content":"Hi"},"finish_reason":"WORD"}]}"""),
        RESPONSES("openai-responses", "OPENAI_API_KEY", """
                {"model":"m","status":"incomplete","incomplete_details":{"reason":"WORD"},
                 "output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]}"""),
        MESSAGES("anthropic", "ANTHROPIC_API_KEY", """
                {"model":"m","role":"assistant","content":[{"type":"text","text":"Hi"}],"stop_reason":"WORD"}"""),
        GEMINI("gemini", "GEMINI_API_KEY", """
                {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"WORD"}]}"""),
        CONVERSE("bedrock", "AWS_BEARER_TOKEN_BEDROCK", """
                {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},"stopReason":"WORD"}"""),
        COHERE("cohere", "COHERE_API_KEY", """
                {"message":{"content":[{"type":"text","text":"Hi"}]},"finish_reason":"WORD"}"""),
        OLLAMA("ollama", "OLLAMA_API_KEY", """
                {"model":"m","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"WORD"}""");

        private final String provider;
        private final String key;
        private final String answer;

        Format(String provider, String key, String answer) {
            this.provider = provider;
            this.key = key;
            this.answer = answer;
        }

        LLMAdapter adapter(StubProvider stub) {
            return stub.adapter(provider, key);
        }
    }

    static Stream<Arguments> wordsOfEveryFormat() {
        return Stream.of(Format.values())
                .flatMap(format -> Stream.of(
                                "network_error",
                                "sensitive",
                                "abort",
                                "a_word_of_tomorrow",
                                "ERROR",
                                "insufficient_system_resource")
                        .map(word -> Arguments.of(format, word)));
    }

    @ParameterizedTest
    @MethodSource("wordsOfEveryFormat")
    void aWordThatIsUnknownOrSaysThatItBrokeOffIsNeverStop(Format format, String word) {
        try (StubProvider stub = new StubProvider().answers(200, format.answer.replace("WORD", word));
                LLMAdapter adapter = format.adapter(stub)) {
            LLMResponse answer;
            try {
                answer = adapter.execute(HELLO);
            } catch (LLMException e) {
                assertThat(e).hasMessageContaining(word);
                return;
            }
            assertThat(answer.finishReason()).isNotEqualTo(FinishReason.STOP);
            assertThat(answer.providerFinishReason()).contains(word);
        }
    }

    static Stream<Arguments> failuresOfEveryFormat() {
        List<String> bodies = List.of(
                "{\"error\":{\"message\":\"quota gone\"}}",
                "{\"error\":\"quota gone\"}",
                "{\"error\":{\"code\":\"quota gone\"}}",
                "{\"message\":\"quota gone\",\"code\":1203}",
                "{\"detail\":\"quota gone\"}",
                "{\"errors\":[{\"message\":\"quota gone\"}]}",
                "{\"msg\":\"quota gone\",\"success\":false}",
                "{\"error_msg\":\"quota gone\",\"error_code\":17}",
                "{\"base_resp\":{\"status_code\":1008,\"status_msg\":\"quota gone\"}}");
        return Stream.of(Format.values()).flatMap(format -> bodies.stream().map(body -> Arguments.of(format, body)));
    }

    @ParameterizedTest
    @MethodSource("failuresOfEveryFormat")
    void aFailureInside200IsToldInTheProvidersWords(Format format, String body) {
        try (StubProvider stub = new StubProvider().answers(200, body);
                LLMAdapter adapter = format.adapter(stub)) {
            assertThatThrownBy(() -> adapter.execute(HELLO))
                    .isInstanceOf(LLMException.class)
                    .hasMessageContaining("quota gone");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "RESPONSES", "MESSAGES", "COHERE", "GEMINI"})
    void anEventThatIsNamedErrorIsOneWhateverItsDataAre(Format format) {
        for (String data : List.of(
                "quota gone",
                "{\"oops\":\"quota gone\"}",
                "[\"quota gone\"]",
                "{\"error\":{\"message\":\"quota gone\"}}")) {
            try (StubProvider stub = new StubProvider().streams("event: error\ndata: " + data + "\n\n");
                    LLMAdapter adapter = format.adapter(stub)) {
                assertThatThrownBy(() -> adapter.stream(HELLO).response())
                        .as(data)
                        .isInstanceOf(LLMException.class)
                        .hasMessageContaining("quota gone");
            }
        }
    }
}
