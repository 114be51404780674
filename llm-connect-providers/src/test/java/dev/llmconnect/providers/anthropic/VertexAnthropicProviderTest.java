package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VertexAnthropicProviderTest {
    private static final RunConfig CONFIG =
            RunConfig.builder().modelName("claude-sonnet-4-5@20250929").build();
    private static final String PATH =
            "/projects/my-project/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = LLMAdapters.create(
            "vertex-anthropic",
            AdapterSettings.of(Map.of(
                    "LLM_CONNECT_VERTEX_ANTHROPIC_BASE_URL",
                    stub.url(),
                    "GOOGLE_CLOUD_PROJECT",
                    "my-project",
                    "GOOGLE_CLOUD_LOCATION",
                    "us-east5",
                    "GOOGLE_VERTEX_ACCESS_TOKEN",
                    StubProvider.KEY)));

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void theModelStandsInThePathAndTheVersionInTheBody() {
        stub.answers(200, "{\"id\":\"msg_vrtx_1\",\"content\":[{\"type\":\"text\",\"text\":\"Hi!\"}]}");
        assertThat(adapter.execute("Hello", CONFIG).content()).isEqualTo("Hi!");

        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo(PATH + "rawPredict");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        assertThat(Json.read(request.getBody())).isEqualTo(Json.read("""
                        {"anthropic_version":"vertex-2023-10-16","max_tokens":2000,"temperature":0.7,
                         "messages":[{"role":"user","content":"Hello"}]}"""));
    }

    @Test
    void aStreamHasItsOwnMethodAndBetasTheirHeader() {
        stub.streams("data: {\"type\":\"message_start\",\"message\":{}}\n\ndata: {\"type\":\"message_stop\"}\n\n");
        RunConfig config = CONFIG.toBuilder()
                .modelParam("betas", List.of("context-1m-2025-08-07", "a-1"))
                .build();
        try (LLMStream stream = adapter.stream(LLMRequest.of("Hello", config))) {
            assertThat(stream.response().content()).isEmpty();
            assertThat(stream.response().metadata().droppedParams()).contains("betas.a-1");
        }
        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo(PATH + "streamRawPredict");
        assertThat(request.getHeaders().get("anthropic-beta")).isEqualTo("context-1m-2025-08-07");
        assertThat(Json.read(request.getBody()).object()).containsEntry("stream", true);
    }

    @Test
    void anErrorOfGooglesOwnIsUnderstoodAndTellsNoToken() {
        stub.answers(
                401,
                "[{\"error\":{\"code\":401,\"message\":\"bad token " + StubProvider.KEY
                        + "\",\"status\":\"UNAUTHENTICATED\"}}]");
        assertThatThrownBy(() -> adapter.execute("Hello", CONFIG))
                .isInstanceOf(LLMApiException.class)
                .hasMessage("HTTP 401 from vertex-anthropic (UNAUTHENTICATED): bad token [REDACTED]; "
                        + "check the Google credential");
    }

    @Test
    void thereIsNoListOfModels() {
        assertThat(adapter.models()).isEmpty();
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void withoutACredentialItSaysHowToGiveOne() {
        assertThatThrownBy(() -> LLMAdapters.create("vertex-anthropic", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("no Google credential for vertex-anthropic: set GOOGLE_APPLICATION_CREDENTIALS");
    }
}
