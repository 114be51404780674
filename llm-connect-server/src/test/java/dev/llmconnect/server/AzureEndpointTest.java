package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static dev.llmconnect.server.OpenAIClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.ModelInfo;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure OpenAI's paths over real HTTP. */
class AzureEndpointTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);

    @ParameterizedTest
    @CsvSource({
        "/openai/deployments/gpt/chat/completions, gpt",
        "/openai/deployments/gpt/chat/completions?api-version=2024-10-21, gpt",
        "/openai/deployments/anthropic/claude-sonnet-4/chat/completions, anthropic/claude-sonnet-4",
        "/openai/deployments/openrouter%2Fa%2Fb/chat/completions, openrouter/a/b",
        "/openai/v1/chat/completions, body"
    })
    void theDeploymentIsTheModel(String path, String model) {
        HttpResponse<String> response = client.post(path, "{\"model\":\"body\"," + MESSAGES + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(at(json(response.body()), "choices.0.message.content")).isEqualTo("hello");
        assertThat(SERVER.adapter.onlyRequest().config().modelName()).isEqualTo(model);
    }

    @ParameterizedTest
    @CsvSource({
        "/openai/deployments/m/completions, choices.0.text",
        "/openai/deployments/a/m/completions, choices.0.text",
        "/openai/v1/completions, choices.0.text",
        "/openai/deployments/m/responses, output.0.content.0.text",
        "/openai/v1/responses, output.0.content.0.text",
        "/openai/responses?api-version=preview, output.0.content.0.text"
    })
    void theOtherOperationsAreThere(String path, String text) {
        HttpResponse<String> response = client.post(path, "{\"model\":\"m\",\"prompt\":\"Hi\",\"input\":\"Hi\"}");
        if (path.contains("responses")) {
            response = client.post(path, "{\"model\":\"m\",\"input\":\"Hi\"}");
        }
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(at(json(response.body()), text)).isEqualTo("hello");
    }

    @Test
    void embeddingsAreThere() {
        AtomicReference<String> model = new AtomicReference<>();
        SERVER.adapter.embed = request -> {
            model.set(request.config().modelName());
            return EmbeddingResponse.builder()
                    .embeddings(List.of(Embedding.of(0.5f)))
                    .build();
        };
        HttpResponse<String> response = client.post("/openai/deployments/e/embeddings", "{\"input\":\"Hi\"}");
        assertThat(at(json(response.body()), "data.0.embedding.0")).hasToString("0.5");
        assertThat(model.get()).isEqualTo("e");
    }

    @Test
    void aStreamComesInChunks() {
        HttpResponse<String> response =
                client.post("/openai/deployments/m/chat/completions", "{" + MESSAGES + ",\"stream\":true}");
        assertThat(OpenAIClient.events(response.body())).last().isEqualTo("[DONE]");
    }

    @Test
    void aModelThatIsNotThereIsADeployment() {
        SERVER.adapter.answer = request -> {
            throw LLMProfileException.unknown("there is no profile m");
        };
        HttpResponse<String> response = client.post("/openai/deployments/m/chat/completions", "{" + MESSAGES + "}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(at(json(response.body()), "error.code")).isEqualTo("DeploymentNotFound");
        assertThat(response.headers().firstValue("x-should-retry")).hasValue("false");
    }

    @Test
    void anUnknownOperationIs404InTheSameForm() {
        HttpResponse<String> response = client.post("/openai/deployments/m/images/generations", "{}");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(at(json(response.body()), "error.message")).asString().contains("/chat/completions");
    }

    @Test
    void modelsAreListed() {
        SERVER.adapter.models = List.of(ModelInfo.of("gpt", "openai"));
        for (String path : List.of("/openai/v1/models", "/openai/models?api-version=2024-10-21")) {
            assertThat(at(json(SERVER.get(path).body()), "data.0.id")).isEqualTo("gpt");
        }
    }
}
