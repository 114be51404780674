package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.LLMAdapterProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit on a provider's answer can be set, and an answer over it is known before it is paid for where that can be. */
class AnswerLimitTest {
    private final StubProvider stub = new StubProvider();

    @AfterEach
    void close() {
        stub.close();
    }

    private LLMAdapter adapter(Map<String, String> more) {
        Map<String, String> environment = new LinkedHashMap<>(more);
        environment.put("OPENAI_API_KEY", StubProvider.KEY);
        return LLMAdapters.create("openai", AdapterSettings.of(environment).with("base_url", stub.url()));
    }

    private static String answer(int bytes) {
        return "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(bytes)
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{}}";
    }

    @ParameterizedTest
    @CsvSource({"5000,", "9000000,5000"})
    void aVariableSetsItAndThatOfTheProviderWins(String ofAll, String own) {
        AdapterSettings settings = AdapterSettings.of(
                        Map.of("OPENAI_API_KEY", StubProvider.KEY, "LLM_CONNECT_MAX_ANSWER_BYTES", ofAll))
                .with("base_url", stub.url());
        try (LLMAdapter adapter =
                LLMAdapters.create("openai", own == null ? settings : settings.with("max_answer_bytes", own))) {
            stub.answers(200, answer(4000));
            assertThat(adapter.execute(LLMRequest.of("Hi")).content()).hasSize(4000);
            stub.answers(200, answer(5000));
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hi")))
                    .isInstanceOfSatisfying(LLMException.class, failure -> {
                        assertThat(failure.reason()).isEqualTo(FailureReason.TOO_LARGE);
                        assertThat(failure)
                                .hasMessageContaining("larger than 5000 bytes")
                                .hasMessageContaining("LLM_CONNECT_MAX_ANSWER_BYTES");
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "much", "1e9", "99999999999"})
    void whatIsNoNumberOfBytesIsRefused(String bytes) {
        assertThatThrownBy(() -> adapter(Map.of("LLM_CONNECT_MAX_ANSWER_BYTES", bytes)))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("LLM_CONNECT_MAX_ANSWER_BYTES must be a number of bytes")
                .hasMessageContaining(bytes);
    }

    static Stream<String> overHttp() {
        return LLMAdapters.installed().providers().stream()
                .filter(provider -> provider.settings().stream()
                        .anyMatch(setting -> setting.name().equals("proxy")))
                .map(LLMAdapterProvider::name);
    }

    @ParameterizedTest
    @MethodSource("overHttp")
    void everyProviderThatIsReachedOverHttpHasTheSetting(String provider) {
        assertThat(LLMAdapters.installed().provider(provider).settings())
                .anySatisfy(setting -> assertThat(setting.name()).isEqualTo("max_answer_bytes"));
    }

    private static EmbeddingRequest embeddings(int inputs, String model, Integer dimensions) {
        EmbeddingRequest.Builder request = EmbeddingRequest.builder()
                .config(RunConfig.builder().modelName(model).build());
        IntStream.range(0, inputs).forEach(i -> request.text("x"));
        return dimensions == null
                ? request.build()
                : request.dimensions(dimensions).build();
    }

    @ParameterizedTest
    @CsvSource({"text-embedding-3-large,", "openai/text-embedding-3-large,", "some-model,3072"})
    void embeddingsThatWouldBeOverItAreRefusedBeforeAnybodyIsAsked(String model, Integer dimensions) {
        try (LLMAdapter adapter = adapter(Map.of())) {
            assertThatThrownBy(() -> adapter.embed(embeddings(2000, model, dimensions)))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessageContaining("2000 vectors of 3072 numbers")
                    .hasMessageContaining("LLM_CONNECT_MAX_ANSWER_BYTES")
                    .hasMessageContaining("send fewer inputs");
        }
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void soAreThoseThatThereIsNoMemoryFor() {
        long perInput = (3 * 12 + 2 * 72) * 3072L;
        int inputs = (int) (MemoryBudget.shared().limit() / perInput) + 1;
        try (LLMAdapter adapter = adapter(Map.of("LLM_CONNECT_MAX_ANSWER_BYTES", "" + Integer.MAX_VALUE))) {
            assertThatThrownBy(() -> adapter.embed(embeddings(inputs, "text-embedding-3-large", null)))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasMessageContaining("of memory to read");
        }
        assertThat(stub.server().getRequestCount()).isZero();
    }

    @Test
    void thoseOfAnUnknownLengthAreAskedFor() {
        stub.answers(200, "{\"model\":\"m\",\"data\":[{\"index\":0,\"embedding\":[1]}],\"usage\":{}}");
        try (LLMAdapter adapter = adapter(Map.of())) {
            assertThat(adapter.embed(embeddings(1, "unknown-model", null)).embeddings())
                    .hasSize(1);
        }
        assertThat(List.of(stub.server().getRequestCount())).containsExactly(1);
    }
}
