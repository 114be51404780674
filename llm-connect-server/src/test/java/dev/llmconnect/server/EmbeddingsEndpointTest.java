package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Embeddings as OpenAI's clients ask for them. */
class EmbeddingsEndpointTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);
    private final List<EmbeddingRequest> asked = new ArrayList<>();

    @BeforeEach
    void vectors() {
        SERVER.adapter.embed = request -> {
            asked.add(request);
            return EmbeddingResponse.builder()
                    .model("fake-e")
                    .embeddings(List.of(Embedding.of(1f, -0.5f)))
                    .usage(Usage.of(4, 0))
                    .build();
        };
    }

    private HttpResponse<String> ask(String fields) {
        return client.post("/v1/embeddings", "{\"model\":\"e\"," + fields + "}");
    }

    @Test
    void vectorsComeAsNumbers() {
        Map<String, Object> answer = OpenAIClient.json(ask("\"input\":\"Hi\"").body());

        assertThat(answer).containsEntry("object", "list").containsEntry("model", "fake-e");
        assertThat(at(answer, "data.0.object")).isEqualTo("embedding");
        assertThat(at(answer, "data.0.index")).isEqualTo(0L);
        assertThat(at(answer, "data.0.embedding")).hasToString("[1.0, -0.5]");
        assertThat(at(answer, "usage")).isEqualTo(Map.of("prompt_tokens", 4L, "total_tokens", 4L));
        assertThat(at(answer, "llm_connect.provider")).isEqualTo("fake");
    }

    @Test
    void vectorsComeAsBytesWithTheLowestFirst() {
        Map<String, Object> answer = OpenAIClient.json(
                ask("\"input\":\"Hi\",\"encoding_format\":\"base64\"").body());

        // 00 00 80 3f, 00 00 00 bf
        assertThat(at(answer, "data.0.embedding")).isEqualTo("AACAPwAAAL8=");
    }

    @Test
    void textsAndTokensAreInputs() {
        ask("\"input\":[\"a\",\"b\"],\"dimensions\":2,\"user\":\"u\",\"brand_new\":1");
        ask("\"input\":[1,2]");
        ask("\"input\":[[1],[2,3]]");

        assertThat(asked.get(0).inputs()).containsExactly(new EmbeddingInput.Text("a"), new EmbeddingInput.Text("b"));
        assertThat(asked.get(0).dimensions()).hasValue(2);
        assertThat(asked.get(0).wireFields(WireFormat.OPENAI_EMBEDDINGS))
                .isEqualTo(Map.of("user", "u", "brand_new", 1L));
        assertThat(asked.get(0).wireFields().foreignTo("another")).containsExactly("brand_new");
        assertThat(asked.get(1).inputs()).containsExactly(new EmbeddingInput.Tokens(List.of(1, 2)));
        assertThat(asked.get(2).inputs())
                .containsExactly(new EmbeddingInput.Tokens(List.of(1)), new EmbeddingInput.Tokens(List.of(2, 3)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "x":1                                     | input
            "input":""                                | input
            "input":[]                                | input
            "input":{}                                | input
            "input":["a",1]                           | input[1]
            "input":[1,"a"]                           | input[1]
            "input":"a","dimensions":0                | dimensions
            "input":"a","encoding_format":"hex"       | encoding_format
            """)
    void aWrongFieldIsNamed(String fields, String param) {
        HttpResponse<String> response = ask(fields);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(OpenAIClient.json(response.body()), "error.param")).isEqualTo(param);
        assertThat(asked).isEmpty();
    }
}
