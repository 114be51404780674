package dev.llmconnect.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AnthropicProviderTest {
    private final StubProvider stub = new StubProvider();

    @AfterEach
    void close() {
        stub.close();
    }

    @Test
    void theKeyGoesIntoItsOwnHeaderWithTheVersionOfTheFormat() {
        RecordedRequest request = request(
                Map.of("ANTHROPIC_API_KEY", StubProvider.KEY, "ANTHROPIC_AUTH_TOKEN", "unused-token-0123456789"));
        assertThat(request.getTarget()).isEqualTo("/v1/messages");
        assertThat(request.getHeaders().get("x-api-key")).isEqualTo(StubProvider.KEY);
        assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(request.getHeaders().get("anthropic-beta")).isNull();
    }

    @Test
    void aTokenWithoutAKeyIsABearer() {
        RecordedRequest request = request(Map.of("ANTHROPIC_AUTH_TOKEN", StubProvider.KEY));
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + StubProvider.KEY);
        assertThat(request.getHeaders().get("x-api-key")).isNull();
    }

    @Test
    void withoutEitherItSaysWhichVariableToSet() {
        assertThatThrownBy(() -> LLMAdapters.create("anthropic", AdapterSettings.of(Map.of())))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for anthropic: set ANTHROPIC_API_KEY");
    }

    @Test
    void theRequestsIdComesFromTheHeader() {
        stub.answers(
                new MockResponse.Builder().setHeader("request-id", "req_1").body("{\"id\":\"msg_1\",\"content\":[]}"));
        try (LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY")) {
            LLMResponse answer = adapter.execute("Hello", RunConfig.defaults());
            assertThat(answer.metadata().toMap()).containsEntry("provider_request_id", "req_1");
            assertThat(answer.model()).isEqualTo(AnthropicProvider.DEFAULT_MODEL);
        }
    }

    @Test
    void theModelsAreListed() {
        stub.answers(200, """
                {"data":[{"type":"model","id":"claude-sonnet-5","max_input_tokens":1000000,"max_tokens":128000},
                         {"type":"model","id":"claude-haiku-4-5"},{"type":"model"},
                         {"type":"model","id":"claude-2.1","lifecycle":"retired"}],"has_more":false}""");
        try (LLMAdapter adapter = stub.adapter("anthropic", "ANTHROPIC_API_KEY")) {
            assertThat(adapter.models())
                    .containsExactly(
                            ModelInfo.builder("claude-sonnet-5", "anthropic")
                                    .contextTokens(OptionalLong.of(1_000_000))
                                    .maxOutputTokens(OptionalLong.of(128_000))
                                    .build(),
                            ModelInfo.of("claude-haiku-4-5", "anthropic"));
        }
        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/v1/models?limit=1000");
        assertThat(request.getHeaders().get("anthropic-version")).isEqualTo("2023-06-01");
    }

    private RecordedRequest request(Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.put("ANTHROPIC_BASE_URL", stub.url() + "/");
        stub.answers(200, "{\"content\":[]}");
        try (LLMAdapter adapter = LLMAdapters.create("anthropic", AdapterSettings.of(all))) {
            adapter.execute("Hello", RunConfig.defaults());
            assertThat(adapter).asString().doesNotContain(StubProvider.KEY);
        }
        return stub.request();
    }
}
