package dev.llmconnect.providers.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.JsonReader;
import com.squareup.moshi.JsonWriter;
import com.squareup.moshi.Moshi;
import dev.llmconnect.Attempt;
import dev.llmconnect.Cost;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The adapter for Moshi of {@code docs/java.md}, with everything that an answer can hold. */
class MoshiTest {
    private static final JsonAdapter<LLMResponse> RESPONSES = new Moshi.Builder()
            .add(LLMResponse.class, new JsonAdapter<LLMResponse>() {
                @Override
                public void toJson(JsonWriter writer, LLMResponse answer) throws IOException {
                    writer.jsonValue(answer.toMap());
                }

                @Override
                @SuppressWarnings("unchecked")
                public LLMResponse fromJson(JsonReader reader) throws IOException {
                    return LLMResponse.fromMap((Map<String, ?>) reader.readJsonValue());
                }
            })
            .build()
            .adapter(LLMResponse.class);

    private static final LLMResponse ANSWER = LLMResponse.builder()
            .model("m-1")
            .content("Hello")
            .reasoning("hm")
            .toolCalls(List.of(ToolCall.of("call_1", "weather", Map.of("city", "Paris"))))
            .usage(Usage.builder()
                    .inputTokens(3)
                    .outputTokens(4)
                    .reasoningTokens(2)
                    .build())
            .metadata(known -> known.provider("p")
                    .attempts(List.of(Attempt.builder("p", "m-1")
                            .duration(Duration.ofMillis(12))
                            .build()))
                    .droppedParams(List.of("seed"))
                    .cost(Cost.of(new BigDecimal("0.00000012"), Cost.Source.BUNDLED)))
            .build();

    @Test
    void writesAnAnswerAsTheServerDoes() {
        assertThat(RESPONSES.toJson(ANSWER))
                .startsWith(
                        "{\"content\":\"Hello\",\"model\":\"m-1\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7},"
                                + "\"finish_reason\":\"tool_calls\",\"metadata\":{\"provider\":\"p\"")
                .contains("\"cost_usd\":1.2E-7", "\"arguments\":{\"city\":\"Paris\"}");
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        LLMResponse read = RESPONSES.fromJson(RESPONSES.toJson(ANSWER));

        assertThat(read.toMap()).usingRecursiveComparison().isEqualTo(ANSWER.toMap());
    }
}
