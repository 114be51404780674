package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several answers to one request. */
class ChoicesTest {
    private static final Choice SECOND = Choice.builder()
            .part(Reasoning.of("hm"))
            .part(new Text("second"))
            .part(Citation.builder().url("https://a").title("t").build())
            .part(new Refusal("not all"))
            .part(Media.ofBase64("image/png", "AAAA"))
            .part(ToolCall.of("c1", "wave", Map.of("hand", "left")))
            .providerFinishReason("tool_use")
            .build();

    private static final Choice THIRD = Choice.builder()
            .parts(List.of(new Text("third")))
            .finishReason(FinishReason.LENGTH)
            .build();

    private static final LLMResponse ANSWER = LLMResponse.builder()
            .model("m")
            .content("first")
            .usage(Usage.of(3, 9))
            .alternatives(List.of(SECOND, THIRD))
            .build();

    private static LLMRequest asking(int choices) {
        return LLMRequest.of("Hi", RunConfig.builder().choices(choices).build());
    }

    @Test
    void theAnswerIsTheFirstChoiceAndTheOthersAreAlternatives() {
        assertThat(ANSWER.content()).isEqualTo("first");
        assertThat(ANSWER.choices()).extracting(Choice::content).containsExactly("first", "second", "third");
        assertThat(ANSWER.alternatives()).containsExactly(SECOND, THIRD);
        assertThat(SECOND.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(SECOND.reasoning()).contains("hm");
        assertThat(SECOND.refusal()).contains("not all");
        assertThat(SECOND.toMessage().parts()).isEqualTo(SECOND.parts());
        assertThat(LLMResponse.builder().content("a").build().choices()).hasSize(1);
    }

    @Test
    void theJsonFormHasThemBesideTheFiveFieldsAndOnlyWhereThereAreSome() {
        assertThat(LLMResponse.builder().build().toMap()).hasSize(5);
        assertThat(ANSWER.toMap()).hasSize(6).containsEntry("content", "first");

        LLMResponse read = LLMResponse.fromMap(ANSWER.toMap());

        assertThat(read.toMap()).isEqualTo(ANSWER.toMap());
        Choice second = read.alternatives().get(0);
        assertThat(second.content()).isEqualTo("second");
        assertThat(second.toolCalls()).isEqualTo(SECOND.toolCalls());
        assertThat(second.media()).isEqualTo(SECOND.media());
        assertThat(second.citations()).hasSize(1);
        assertThat(second.providerFinishReason()).contains("tool_use");
        assertThat(read.alternatives().get(1).finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void aChangedCopyKeepsThemAndTheyAreNoPartOfTheBeginningOfAStream() {
        assertThat(ANSWER.withMetadata(known -> known.provider("p")).alternatives())
                .containsExactly(SECOND, THIRD);
        assertThat(ANSWER.toBuilder().content("other").build().alternatives()).containsExactly(SECOND, THIRD);
        assertThat(ANSWER.withoutParts().choices())
                .singleElement()
                .extracting(Choice::parts)
                .isEqualTo(List.of());
        try (LLMStream stream = LLMStream.of(ANSWER)) {
            assertThat(stream.response().alternatives()).containsExactly(SECOND, THIRD);
        }
    }

    @Test
    void aKeyInTheFinishReasonOfAnotherChoiceIsRedacted() {
        String key = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789";
        Choice choice = Choice.builder().providerFinishReason("stop " + key).build();
        assertThat(choice.providerFinishReason().orElseThrow()).doesNotContain(key);
        Map<String, Object> told = Map.of(
                "alternatives",
                List.of(Map.of("finish_reason", key, "metadata", Map.of("provider_finish_reason", key))));
        assertThat(LLMResponse.fromMap(told).toMap().toString()).doesNotContain(key);
    }

    @Test
    void noContentIsInTheDescription() {
        assertThat(SECOND.toString()).isEqualTo("Choice[tool_calls, 6 characters, 6 part(s)]");
        assertThat(ANSWER.toString()).isEqualTo("LLMResponse[m, stop, 5 characters, 1 part(s), 2 alternative(s)]");
    }

    @Test
    void fewerAnswersThanWereAskedForAreReported() {
        FakeModel model = new FakeModel().then(request -> ANSWER);
        LLMAdapter checked = CheckedAdapter.of(model);

        assertThat(checked.execute(asking(3)).metadata().droppedParams()).isEmpty();
        assertThat(checked.execute(asking(5)).metadata().droppedParams()).containsExactly("n (3 of 5 answers came)");
        assertThat(CheckedAdapter.attempt(checked).execute(asking(5)).metadata().droppedParams())
                .containsExactly("n (3 of 5 answers came)");
        try (LLMStream stream = checked.stream(asking(4))) {
            assertThat(stream.response().metadata().droppedParams()).containsExactly("n (3 of 4 answers came)");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 129, -1})
    void aNumberOfAnswersBeyondTheLimitsIsRefused(int count) {
        assertThatThrownBy(() -> RunConfig.builder().choices(count))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage("n must be an integer of 1 to 128, got " + count);
    }
}
