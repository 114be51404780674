package dev.llmconnect.providers.openrouter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenRouterProviderTest {
    private static final String OK = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";

    private final StubProvider stub = new StubProvider();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void itIsToldTheProgramsNameAndNoAddress() {
        RecordedRequest request = called(Map.of("OPENROUTER_API_KEY", StubProvider.KEY));
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        assertThat(request.getHeaders().get("X-Title")).isEqualTo("llm-connect");
        assertThat(request.getHeaders().get("HTTP-Referer")).isNull();
    }

    @Test
    void theOperatorSaysWhoAsks() {
        RecordedRequest request = called(Map.of(
                "OPENROUTER_API_KEY", StubProvider.KEY,
                "OPENROUTER_HTTP_REFERER", "https://example.org",
                "OPENROUTER_APP_TITLE", "Triage"));
        assertThat(request.getHeaders().get("X-Title")).isEqualTo("Triage");
        assertThat(request.getHeaders().get("HTTP-Referer")).isEqualTo("https://example.org");
    }

    @Test
    void theBaseUrlComesFromTheEnvironment() {
        stub.answers(200, OK);
        try (LLMAdapter adapter = LLMAdapters.create(
                "openrouter",
                AdapterSettings.of(Map.of(
                        "OPENROUTER_API_KEY",
                        StubProvider.KEY,
                        "LLM_CONNECT_OPENROUTER_BASE_URL",
                        stub.url() + "/api/v1/")))) {
            adapter.execute(LLMRequest.of("Hello"));
        }
        assertThat(stub.request().getTarget()).isEqualTo("/api/v1/chat/completions");
    }

    @Test
    void aProviderWithoutADefaultModelAsksForOne() {
        try (LLMAdapter adapter = LLMAdapters.create(
                "openai-compatible", AdapterSettings.of(Map.of()).with("base_url", stub.url()))) {
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessage(
                            "openai-compatible needs a model: name one in model_name, with --model or in LLM_CONNECT_MODEL");
        }
        assertThat(stub.server().getRequestCount()).isZero();
    }

    private RecordedRequest called(Map<String, String> environment) {
        stub.answers(200, OK);
        try (LLMAdapter adapter =
                LLMAdapters.create("openrouter", AdapterSettings.of(environment).with("base_url", stub.url()))) {
            adapter.execute(LLMRequest.of("Hello"));
        }
        return stub.request();
    }
}
