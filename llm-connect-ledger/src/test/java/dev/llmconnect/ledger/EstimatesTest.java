package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EstimatesTest {
    @Test
    void theInputIsEstimatedFromItsBytes() {
        assertThat(TokenEstimates.input(LLMRequest.of("a".repeat(300)))).isEqualTo(104);
        // Chinese has about a token for each character, which is three bytes
        assertThat(TokenEstimates.input(LLMRequest.of("字".repeat(100)))).isEqualTo(104);
        for (String text : List.of("", "plain", "äöü", "字", "\ud83d\ude00")) {
            assertThat(TokenEstimates.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
        LLMRequest tools = LLMRequest.builder()
                .message(Message.user(""))
                .tools(List.of(
                        Tool.of("look_up", "Looks it up", Map.of("type", "object", "required", List.of("name")))))
                .build();
        assertThat(TokenEstimates.input(tools)).isBetween(15L, 40L);
        assertThat(TokenEstimates.input(EmbeddingRequest.of("a".repeat(300), "m")))
                .isEqualTo(100);
    }

    @Test
    void theOutputIsEstimatedFromTheLastAnswers() {
        OutputEstimates estimates = new OutputEstimates();
        assertThat(estimates.expected("alice", "m")).isEqualTo(OutputEstimates.DEFAULT_TOKENS);
        estimates.answered("alice", "m", 100);
        assertThat(estimates.expected("alice", "m")).isEqualTo(100);
        estimates.answered("alice", "m", 200);
        assertThat(estimates.expected("alice", "m")).isEqualTo(120);
        assertThat(estimates.expected("bob", "m"))
                .as("as many as others on the model")
                .isEqualTo(120);
        assertThat(estimates.expected("alice", "another")).isEqualTo(OutputEstimates.DEFAULT_TOKENS);
        estimates.answered("carol", "m", 0);
        assertThat(estimates.expected("carol", "m")).isEqualTo(1);
    }
}
