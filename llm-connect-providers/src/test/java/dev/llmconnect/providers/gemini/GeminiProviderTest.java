package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import java.util.OptionalLong;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the two providers send their calls, and with what proof. */
class GeminiProviderTest {
    private static final String ANSWER =
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi!\"}]},\"finishReason\":\"STOP\"}]}";

    private final StubProvider stub = new StubProvider();

    @AfterEach
    void close() {
        stub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "LLM_CONNECT_GEMINI_BASE_URL, /v1beta",
        "LLM_CONNECT_GEMINI_BASE_URL, /v1beta/",
        "GOOGLE_GEMINI_BASE_URL, ''",
        "GOOGLE_GEMINI_BASE_URL, /"
    })
    void theBaseUrlMayNameTheVersionOrNot(String variable, String path) {
        stub.answers(200, ANSWER);
        Map<String, String> environment = Map.of(variable, stub.url() + path, "GOOGLE_API_KEY", StubProvider.KEY);
        try (LLMAdapter adapter = LLMAdapters.create("gemini", AdapterSettings.of(environment))) {
            adapter.execute("Hello", RunConfig.defaults());
        }
        assertThat(stub.request().getTarget()).isEqualTo("/v1beta/models/gemini-3.5-flash:generateContent");
    }

    @Test
    void withoutAKeyItSaysWhichVariablesToSet() {
        assertThatThrownBy(() -> LLMAdapters.create("gemini", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for gemini: set GEMINI_API_KEY or GOOGLE_API_KEY");
    }

    @Test
    void theModelsThatCanAnswerAreListed() {
        stub.answers(200, """
                {"models":[{"name":"models/gemini-3.5-flash","inputTokenLimit":1048576,"outputTokenLimit":65536,
                    "supportedGenerationMethods":["generateContent","countTokens"]},
                  {"name":"models/gemini-embedding-001","supportedGenerationMethods":["embedContent"]}]}""");
        try (LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY")) {
            assertThat(adapter.models())
                    .containsExactly(ModelInfo.builder("gemini-3.5-flash", "gemini")
                            .contextTokens(OptionalLong.of(1_048_576))
                            .maxOutputTokens(OptionalLong.of(65_536))
                            .build());
        }
        assertThat(stub.request().getTarget()).isEqualTo("/v1beta/models?pageSize=1000");
    }

    @Test
    void vertexIsAskedInAProjectWithATokenForTheSameFormat() {
        AdapterSettings settings = AdapterSettings.of(Map.of(
                "GOOGLE_VERTEX_ACCESS_TOKEN", StubProvider.KEY,
                "GOOGLE_CLOUD_PROJECT", "my-project",
                "GOOGLE_CLOUD_LOCATION", "europe-west4",
                "GOOGLE_API_KEY", "is-for-another-api",
                "LLM_CONNECT_VERTEX_GEMINI_BASE_URL", stub.url() + "/v1beta1"));
        try (LLMAdapter adapter = LLMAdapters.create("vertex-gemini", settings)) {
            stub.answers(200, ANSWER);
            LLMResponse answer = adapter.execute(
                    "Hello",
                    RunConfig.builder().modelName("google/gemini-2.5-pro").build());
            assertThat(answer.content()).isEqualTo("Hi!");
            assertThat(answer.metadata().toMap()).containsEntry("provider", "vertex-gemini");
            RecordedRequest request = stub.request();
            assertThat(request.getTarget())
                    .isEqualTo("/v1beta1/projects/my-project/locations/europe-west4/publishers/google"
                            + "/models/gemini-2.5-pro:generateContent");
            assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
            assertThat(request.getHeaders().get("x-goog-api-key")).isNull();

            stub.streams("data: " + ANSWER + "\r\n\r\n");
            assertThat(adapter.stream(LLMRequest.of("Hello")).response().content())
                    .isEqualTo("Hi!");
            assertThat(stub.request().getTarget()).endsWith("/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
            assertThat(adapter.toString()).doesNotContain(StubProvider.KEY);
            assertThat(adapter.models()).isEmpty();
        }
    }

    @Test
    void expressModeNeedsNothingButAKey() {
        stub.answers(200, ANSWER);
        AdapterSettings settings = AdapterSettings.of(Map.of(
                "GOOGLE_VERTEX_API_KEY",
                StubProvider.KEY,
                "LLM_CONNECT_VERTEX_GEMINI_BASE_URL",
                stub.url() + "/v1beta1"));
        try (LLMAdapter adapter = LLMAdapters.create("vertex-gemini", settings)) {
            adapter.execute("Hello", RunConfig.defaults());
        }
        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/v1beta1/publishers/google/models/gemini-3.5-flash:generateContent");
        assertThat(request.getHeaders().get("x-goog-api-key")).isEqualTo(StubProvider.KEY);
    }

    @Test
    void withoutACredentialVertexSaysHowToGiveOne() {
        assertThatThrownBy(() -> LLMAdapters.create("vertex-gemini", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("no Google credential for vertex-gemini: set GOOGLE_APPLICATION_CREDENTIALS");
    }
}
