package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The parts are the answer: everything else is computed from them, and nothing can say otherwise. */
class ResponsePartsTest {
    private static final ToolCall CALL = ToolCall.of("1", "weather", Map.of("city", "Ulm"));

    @Test
    void everythingIsComputedFromTheParts() {
        LLMResponse answer = LLMResponse.builder()
                .part(Reasoning.of("hm, "))
                .part(new Text("A"))
                .part(new Hint("w", Map.of("x", 1)))
                .part(Citation.builder().url("https://a.example").build())
                .part(Reasoning.of("well"))
                .part(new Text("B"))
                .part(new Refusal("no"))
                .part(CALL)
                .build();
        assertThat(answer.content()).isEqualTo("AB");
        assertThat(answer.reasoning()).contains("hm, well");
        assertThat(answer.refusal()).contains("no");
        assertThat(answer.toolCalls()).containsExactly(CALL);
        assertThat(answer.citations()).hasSize(1);
        assertThat(answer.toMessage().parts()).isEqualTo(answer.parts());
    }

    @Test
    void twoRepresentationsCannotExist() {
        LLMResponse answer =
                LLMResponse.builder().content("A").parts(List.of(new Text("B"))).build();
        assertThat(answer.content()).isEqualTo("B");
        assertThat(answer.toMessage().text()).isEqualTo("B");

        LLMResponse other = answer.toBuilder().content("C").build();
        assertThat(other.content()).isEqualTo("C");
        assertThat(other.parts()).containsExactly(new Text("C"));
    }

    @Test
    void aReplacedKindStandsWhereItStoodAndTheOthersStay() {
        Citation citation = Citation.builder().url("https://a.example").build();
        LLMResponse answer = LLMResponse.builder()
                .parts(List.of(
                        new Opaque("w", Map.of()),
                        new Text("A"),
                        new Hint("w", Map.of()),
                        citation,
                        CALL,
                        new Text("B")))
                .content("C")
                .build();
        assertThat(answer.parts()).containsExactly(new Opaque("w", Map.of()), new Text("C"), citation, CALL);
    }

    @Test
    void aKindThatWasNotThereGetsItsUsualPlace() {
        LLMResponse answer = LLMResponse.builder()
                .toolCalls(List.of(CALL))
                .refusal("no")
                .content("A")
                .reasoning("hm")
                .build();
        assertThat(answer.parts()).containsExactly(Reasoning.of("hm"), new Text("A"), new Refusal("no"), CALL);
        assertThat(answer.toBuilder().reasoning(null).content("").build().parts())
                .containsExactly(new Refusal("no"), CALL);
    }

    @Test
    void wireFieldsDescribeTheirOwnPartsOnly() {
        LLMResponse answer = LLMResponse.builder()
                .wireFields("w", Map.of("output", List.of("A")))
                .content("A")
                .build();
        assertThat(answer.wireFields("w")).isNotEmpty();
        assertThat(answer.withMetadata(known -> known.profile("p")).wireFields("w"))
                .isNotEmpty();
        assertThat(answer.toBuilder().content("B").build().wireFields("w")).isEmpty();
        assertThat(answer.toBuilder().model("m").build().wireFields("w")).isNotEmpty();
    }

    @Test
    void aBuilderCanGoOnAfterItHasBuilt() {
        LLMResponse.Builder builder = LLMResponse.builder().part(new Text("A"));
        LLMResponse first = builder.build();
        builder.part(new Text("B"));
        assertThat(first.content()).isEqualTo("A");
        assertThat(builder.build().content()).isEqualTo("AB");
    }

    @Test
    void aReservedNameIsNoExtra() {
        for (String name : ResponseMetadata.RESERVED) {
            assertThatThrownBy(() -> ResponseMetadata.builder().extra(name, "x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }

    @Test
    void theCostAndItsSourceAreTold() {
        assertThat(ResponseMetadata.builder()
                        .cost(Cost.of(new BigDecimal("0.25"), Cost.Source.BUNDLED))
                        .build()
                        .toMap())
                .isEqualTo(Map.of("cost_usd", new BigDecimal("0.25"), "cost_source", "bundled"));
        assertThat(ResponseMetadata.builder().cost(Cost.UNKNOWN).build().toMap())
                .isEqualTo(Map.of("cost_source", "unknown"));
        assertThat(ResponseMetadata.NONE.toMap()).isEmpty();
    }

    @Test
    void everyAnswerIsReadBackFromItsMap() {
        Random random = new Random(42);
        for (int i = 0; i < 1000; i++) {
            LLMResponse answer = random(random);
            LLMResponse read = LLMResponse.fromMap(answer.toMap());
            assertThat(read.toMap()).isEqualTo(answer.toMap());
            assertThat(read.content()).isEqualTo(answer.content());
            assertThat(read.usage()).isEqualTo(answer.usage());
            assertThat(read.metadata()).isEqualTo(answer.metadata());
            assertThat(read.toolCalls().stream().map(ToolCall::arguments).toList())
                    .isEqualTo(
                            answer.toolCalls().stream().map(ToolCall::arguments).toList());
        }
    }

    @Test
    void aMapOfNoAnswerIsReadWithoutFailing() {
        LLMResponse read = LLMResponse.fromMap(Map.of(
                "content", 1, "metadata", List.of(), "usage", "many", "finish_reason", Map.of(), "model", List.of()));
        assertThat(read.content()).isEmpty();
        assertThat(read.finishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(read.usage()).isEqualTo(Usage.NONE);
    }

    private static LLMResponse random(Random random) {
        LLMResponse.Builder answer = LLMResponse.builder().model(text(random));
        int count = random.nextInt(8);
        for (int i = 0; i < count; i++) {
            answer.part(part(random));
        }
        List<FinishReason> reasons =
                List.of(FinishReason.STOP, FinishReason.LENGTH, FinishReason.CONTENT_FILTER, FinishReason.ERROR);
        answer.finishReason(reasons.get(random.nextInt(4)));
        if (random.nextBoolean()) {
            answer.providerFinishReason(text(random));
        }
        answer.usage(Usage.builder()
                .inputTokens(random.nextInt(100))
                .cacheReadTokens(random.nextInt(50))
                .cacheWrite1hTokens(random.nextInt(20))
                .outputTokens(random.nextInt(100))
                .reasoningTokens(random.nextInt(100))
                .extra("odd_tokens", random.nextInt(3))
                .build());
        answer.metadata(known -> {
            known.provider(text(random)).requestId(text(random));
            if (random.nextBoolean()) {
                known.profile(text(random)).providerRequestId(text(random)).droppedParams(List.of("temperature"));
            }
            if (random.nextBoolean()) {
                known.cost(random.nextBoolean() ? Cost.UNKNOWN : Cost.of(new BigDecimal("0.1"), Cost.Source.OPERATOR));
                known.attempts(List.of(Attempt.builder("a", "m")
                        .outcome("server")
                        .duration(Duration.ofMillis(random.nextInt(1000)))
                        .build()));
            }
            return random.nextBoolean() ? known.extra("logprobs", List.of(1L, text(random))) : known;
        });
        return answer.build();
    }

    private static ContentPart part(Random random) {
        return switch (random.nextInt(7)) {
            case 0 -> new Text(text(random));
            case 1 -> Reasoning.of(text(random), "sig", Map.of("raw", text(random)));
            case 2 -> new Refusal(text(random));
            case 3 -> Citation.builder().url(text(random)).title(text(random)).build();
            case 4 -> Media.ofBytes("image/png", new byte[] {1, 2});
            case 5 -> ToolCall.of(text(random), text(random), Map.of(), "{\"cut");
            default -> ToolCall.of(text(random), text(random), arguments(random));
        };
    }

    private static Map<String, Object> arguments(Random random) {
        return Map.of(
                "a", text(random), "list", new ArrayList<>(List.of(1L, true, "x\n\"")), "inner", Map.of("n", 1.5));
    }

    private static String text(Random random) {
        return "t" + random.nextInt(1000);
    }

    /** Another server may be told a key of ours by its provider. */
    @Test
    void whatAnotherServerTellsOfACallHoldsNoCredential() {
        String key = Secret.of("canary-of-another-server/1").reveal();
        Map<String, Object> metadata = Map.of(
                "provider", key,
                "profile", key,
                "request_id", key,
                "provider_request_id", key,
                "dropped_params", List.of(key),
                "attempts", List.of(Map.of("provider", key, "model", key, "outcome", key)),
                "provider_finish_reason", key,
                "region", key);
        LLMResponse read = LLMResponse.fromMap(
                Map.of("content", "Hi", "model", key, "finish_reason", key, "usage", Map.of(), "metadata", metadata));

        assertThat(read.toMap().toString()).contains("[REDACTED]").doesNotContain("canary-of");
        assertThat(read + " " + read.metadata()).doesNotContain("canary-of");
    }
}
