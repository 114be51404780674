package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** A web framework that has Jackson writes an answer as the server does. */
class JacksonTest {
    private record Page(String title, LLMResponse answer) {}

    private static final LLMResponse ANSWER = LLMResponse.builder()
            .model("m-1")
            .content("Hello")
            .usage(Usage.of(3, 4))
            .toolCalls(List.of(ToolCall.of("call_1", "weather", Map.of("city", "Paris"))))
            .metadata(known -> known.provider("p"))
            .build();

    @Test
    void jackson2WritesAnAnswerAsTheWireContractHasIt() throws Exception {
        ObjectMapper jackson = new ObjectMapper();

        Map<?, ?> read = jackson.readValue(jackson.writeValueAsString(new Page("t", ANSWER)), Map.class);

        assertThat(read.get("answer"))
                .isEqualTo(jackson.readValue(jackson.writeValueAsString(ANSWER.toMap()), Map.class));
        assertThat((Map<?, ?>) read.get("answer")).extracting("content").isEqualTo("Hello");
    }

    @Test
    void jackson3WritesAnAnswerAsTheWireContractHasIt() {
        JsonMapper jackson = JsonMapper.builder().build();

        Map<?, ?> read = jackson.readValue(jackson.writeValueAsString(new Page("t", ANSWER)), Map.class);

        assertThat(read.get("answer"))
                .isEqualTo(jackson.readValue(jackson.writeValueAsString(ANSWER.toMap()), Map.class));
        assertThat((Map<?, ?>) read.get("answer")).extracting("content").isEqualTo("Hello");
    }
}
