package dev.llmconnect.providers.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFields;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.cohere.CohereEmbeddings;
import dev.llmconnect.formats.gemini.GeminiEmbeddings;
import dev.llmconnect.formats.ollama.OllamaEmbeddings;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EmbeddingFormatsTest {
    private static EmbeddingRequest.Builder twoTexts() {
        return EmbeddingRequest.builder()
                .text("a")
                .text("b")
                .config(RunConfig.builder().modelName("m").build());
    }

    private static EmbeddingRequest with(String param, Object value) {
        return twoTexts()
                .config(RunConfig.builder()
                        .modelName("m")
                        .modelParam(param, value)
                        .build())
                .build();
    }

    private static String sent(EmbeddingFormat format, EmbeddingRequest request) {
        try (StubProvider stub = new StubProvider().answers(200, format.answer);
                LLMAdapter adapter = format.adapter(stub)) {
            adapter.embed(request);
            return stub.request().getBody().utf8();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyProviderIsAskedInItsWordsAndReadInTheOrderOfTheInputs(EmbeddingFormat format) {
        try (StubProvider stub = new StubProvider()
                        .answers(new MockResponse.Builder()
                                .setHeader("x-request-id", "theirs-1")
                                .body(format.answer));
                LLMAdapter adapter = format.adapter(stub)) {
            EmbeddingRequest request = with("user", "u1").toBuilder()
                    .dimensions(2)
                    .depth(1)
                    .build()
                    .begin();
            EmbeddingResponse answer = adapter.embed(request);

            RecordedRequest seen = stub.request();
            assertThat(seen.getTarget()).isEqualTo(format.path);
            assertThat(seen.getBody().utf8().replaceFirst("\"timeout_seconds\":[0-9.]+,", ""))
                    .isEqualTo(format.request);
            assertThat(seen.getHeaders())
                    .anySatisfy(header -> assertThat(header.getSecond()).endsWith(StubProvider.KEY));
            assertThat(answer.embeddings()).containsExactly(Embedding.of(1, 0.002f), Embedding.of(0.5f, -0.25f));
            assertThat(answer.model()).isEqualTo(format.model);
            assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
            assertThat(answer.metadata().toMap())
                    .containsEntry("provider", format.provider)
                    .containsEntry("request_id", request.requestId())
                    .containsEntry("provider_request_id", "theirs-1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void tokensGoOnlyWhereTheyAreUnderstood(EmbeddingFormat format) {
        EmbeddingRequest request = twoTexts()
                .inputs(List.of(new EmbeddingInput.Tokens(List.of(1, 2)), new EmbeddingInput.Text("b")))
                .build();
        if (format.takesTokens) {
            assertThat(sent(format, request)).contains("\"input\":[[1,2],\"b\"]");
        } else {
            assertThatThrownBy(() -> sent(format, request))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessage(format.provider + " does not support embedding input as tokens, only as text");
        }
    }

    /** A remote server has a default of its own. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REMOTE")
    void theModelMustBeNamedSinceTheDefaultIsOneForWords(EmbeddingFormat format) {
        EmbeddingRequest unnamed = EmbeddingRequest.builder().text("a").build();

        assertThatThrownBy(() -> sent(format, unnamed))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith(format.provider + " needs a model");
    }

    @Test
    void fieldsOfOneWireAreAddedThere() {
        assertThat(sent(EmbeddingFormat.OPENAI, wired(ChatEmbeddings.NAME))).endsWith(",\"new\":1}");
        assertThat(sent(EmbeddingFormat.COHERE, wired(CohereEmbeddings.NAME))).endsWith(",\"new\":1}");
        assertThat(sent(EmbeddingFormat.OLLAMA, wired(OllamaEmbeddings.NAME))).endsWith(",\"new\":1}");
        assertThat(sent(EmbeddingFormat.GEMINI, wired(GeminiEmbeddings.NAME))).endsWith(",\"new\":1}]}");
    }

    @Test
    void fieldsOfAnotherWireAreRefusedAndItsHintsLeftOutAndReported() {
        assertThatThrownBy(() -> sent(EmbeddingFormat.COHERE, wired(ChatEmbeddings.NAME)))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("the field `new`");
        try (StubProvider stub = new StubProvider().answers(200, EmbeddingFormat.COHERE.answer);
                LLMAdapter adapter = EmbeddingFormat.COHERE.adapter(stub)) {
            WireFields hints = WireFields.NONE.withHints(ChatEmbeddings.NAME, Map.of("user", "u1"));
            EmbeddingResponse answer =
                    adapter.embed(twoTexts().wireFields(hints).build());

            assertThat(answer.metadata().toMap()).containsEntry("dropped_params", List.of("user"));
            assertThat(stub.request().getBody().utf8()).doesNotContain("user");
        }
    }

    private static EmbeddingRequest wired(String wire) {
        return twoTexts().wireFields(wire, Map.of("new", 1L)).build();
    }

    @ParameterizedTest
    @CsvSource({
        "OPENAI, input",
        "OPENAI, encoding_format",
        "MISTRAL, model",
        "GEMINI, content",
        "COHERE, texts",
        "OLLAMA, input",
    })
    void aModelParameterDoesNotReplaceWhatTheRequestSays(EmbeddingFormat format, String param) {
        assertThatThrownBy(() -> sent(format, with(param, "x")))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessageContaining("model_params." + param);
    }

    @Test
    void whatOneProviderCallsOtherwiseIsTranslated() {
        assertThat(sent(EmbeddingFormat.GEMINI, with("task_type", "RETRIEVAL_QUERY")))
                .contains("\"taskType\":\"RETRIEVAL_QUERY\"}]}");
        assertThat(sent(EmbeddingFormat.OLLAMA, with("keep_alive", "1m"))).endsWith(",\"keep_alive\":\"1m\"}");
        assertThat(sent(EmbeddingFormat.OLLAMA, with("truncate", true))).contains("\"truncate\":true");
    }

    @Test
    void coheresDefaultPurposeIsReportedAndGivesWayToOneThatWasSet() {
        try (StubProvider stub = new StubProvider()
                        .answers(200, EmbeddingFormat.COHERE.answer)
                        .answers(200, EmbeddingFormat.COHERE.answer);
                LLMAdapter adapter = EmbeddingFormat.COHERE.adapter(stub)) {
            assertThat(adapter.embed(twoTexts().build()).metadata().toMap())
                    .containsEntry("input_type", "search_document");
            assertThat(adapter.embed(with("input_type", "search_query"))
                            .metadata()
                            .toMap())
                    .doesNotContainKey("input_type");
            stub.request();
            assertThat(stub.request().getBody().utf8()).contains("\"input_type\":\"search_query\"");
        }
    }

    @Test
    void openRoutersPriceIsTold() {
        String priced =
                EmbeddingFormat.OPENAI.answer.replace("\"total_tokens\":7", "\"total_tokens\":7,\"cost\":0.0001");
        try (StubProvider stub = new StubProvider().answers(200, priced);
                LLMAdapter adapter = EmbeddingFormat.OPENROUTER.adapter(stub)) {
            assertThat(adapter.embed(twoTexts().build()).metadata().toMap())
                    .containsEntry("cost_usd", new BigDecimal("0.0001"));
        }
    }

    @Test
    void azureAsksTheDeployment() {
        try (StubProvider stub = new StubProvider()
                .answers(200, EmbeddingFormat.OPENAI.answer)
                .answers(200, EmbeddingFormat.OPENAI.answer)) {
            AdapterSettings settings = AdapterSettings.of(Map.of("AZURE_OPENAI_API_KEY", StubProvider.KEY))
                    .with("base_url", stub.url());
            try (LLMAdapter v1 = LLMAdapters.create("azure-openai", settings);
                    LLMAdapter classic =
                            LLMAdapters.create("azure-openai", settings.with("api_version", "2024-10-21"))) {
                v1.embed(twoTexts().build());
                classic.embed(twoTexts().build());
            }
            assertThat(stub.request().getTarget()).isEqualTo("/openai/v1/embeddings");
            assertThat(stub.request().getTarget()).isEqualTo("/openai/deployments/m/embeddings?api-version=2024-10-21");
        }
    }

    @Test
    void theRemoteServerIsToldWhichCallItIs() {
        try (StubProvider stub = new StubProvider().answers(200, EmbeddingFormat.REMOTE.answer);
                LLMAdapter adapter = EmbeddingFormat.REMOTE.adapter(stub)) {
            adapter.embed(twoTexts().depth(3).requestId("call-1").build());

            RecordedRequest seen = stub.request();
            assertThat(seen.getHeaders().get("X-LLM-Connect-Depth")).isEqualTo("3");
            assertThat(seen.getHeaders().get("X-Request-Id")).isEqualTo("call-1");
        }
    }

    @Test
    void aProviderWithoutEmbeddingsSaysSo() {
        AdapterSettings settings = AdapterSettings.of(Map.of("ANTHROPIC_API_KEY", StubProvider.KEY));
        try (LLMAdapter adapter = LLMAdapters.create("anthropic", settings)) {
            assertThatThrownBy(() -> adapter.embed(twoTexts().build()))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessage("anthropic does not support embeddings");
        }
    }
}
