package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A web framework that has Jackson writes an answer as the server does. */
class JacksonTest {
    private record Page(String title, LLMResponse answer) {}

    @Test
    void anAnswerIsWrittenAsTheWireContractHasIt() throws Exception {
        LLMResponse answer = LLMResponse.builder()
                .model("m-1")
                .content("Hello")
                .usage(Usage.of(3, 4))
                .metadata(known -> known.provider("p"))
                .build();
        ObjectMapper jackson = new ObjectMapper();

        Map<?, ?> read = jackson.readValue(jackson.writeValueAsString(new Page("t", answer)), Map.class);

        assertThat(read.get("answer"))
                .isEqualTo(jackson.readValue(jackson.writeValueAsString(answer.toMap()), Map.class));
        assertThat((Map<?, ?>) read.get("answer")).extracting("content").isEqualTo("Hello");
    }
}
