package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LLMResponseTest {
    private static final ToolCall CALL = ToolCall.of("1", "weather", Map.of("city", "Ulm"), "{\"city\":\"Ulm\"}");

    @Test
    void anEmptyAnswerHasAllFiveFieldsOfTheContract() {
        assertThat(LLMResponse.builder().build().toMap())
                .isEqualTo(Map.of(
                        "content",
                        "",
                        "model",
                        "",
                        "usage",
                        Map.of("prompt_tokens", 0L, "completion_tokens", 0L, "total_tokens", 0L),
                        "finish_reason",
                        "stop",
                        "metadata",
                        Map.of()));
    }

    @Test
    void metadataHoldsWhatAppliesByTheContractsNames() {
        LLMResponse response = LLMResponse.builder()
                .finishReason(FinishReason.CONTENT_FILTER)
                .providerFinishReason("SAFETY")
                .reasoning("because")
                .refusal("no")
                .usage(Usage.builder().reasoningTokens(2).build())
                .metadata(known -> known.provider("p"))
                .build();

        assertThat(response.toMap().get("metadata"))
                .isEqualTo(Map.of(
                        "provider",
                        "p",
                        "provider_finish_reason",
                        "SAFETY",
                        "reasoning",
                        "because",
                        "refusal",
                        "no",
                        "usage_details",
                        Map.of("reasoning_tokens", 2L)));
    }

    @Test
    void theProvidersWordIsLeftOutWhereItIsTheSame() {
        LLMResponse response =
                LLMResponse.builder().providerFinishReason("stop").build();

        assertThat(response.toMap().get("metadata")).isEqualTo(Map.of());
    }

    @Test
    void aToolCallMakesTheFinishReasonToolCallsWhateverTheProviderSaid() {
        LLMResponse response = LLMResponse.builder()
                .finishReason(FinishReason.STOP)
                .providerFinishReason("stop")
                .toolCalls(List.of(CALL))
                .build();

        assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(response.toMap().get("metadata"))
                .isEqualTo(Map.of(
                        "provider_finish_reason",
                        "stop",
                        "tool_calls",
                        List.of(Map.of("id", "1", "name", "weather", "arguments", Map.of("city", "Ulm")))));
    }

    @Test
    void aToolCallThatWasCutOffStaysLengthAndKeepsItsText() {
        LLMResponse response = LLMResponse.builder()
                .finishReason(FinishReason.LENGTH)
                .toolCalls(List.of(ToolCall.of("1", "weather", Map.of(), "{\"city\":\"U")))
                .build();

        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(response.toolCalls().get(0).toMap()).containsEntry("arguments_text", "{\"city\":\"U");
    }

    @Test
    void becomesAMessageToGoOnWith() {
        LLMResponse plain = LLMResponse.builder()
                .content("Let me look.")
                .toolCalls(List.of(CALL))
                .build();
        List<ContentPart> signed = List.of(ContentPart.Reasoning.of("hm", "sig", Map.of()), CALL);
        LLMResponse inOrder = plain.toBuilder().parts(signed).build();

        assertThat(plain.toMessage().parts()).containsExactly(new ContentPart.Text("Let me look."), CALL);
        assertThat(inOrder.toMessage().parts()).isEqualTo(signed);
    }

    @Test
    void metadataThatIsThereIsNotReplaced() {
        LLMResponse response = LLMResponse.builder()
                .metadata(known -> known.provider("inner"))
                .build()
                .withMetadata(known -> known.providerIfAbsent("outer"))
                .withMetadata(known -> known.requestIdIfAbsent("1"));

        assertThat(response.metadata().toMap())
                .containsEntry("provider", "inner")
                .containsEntry("request_id", "1");
    }
}
