package dev.llmconnect.providers.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.chat.ChatDialect;
import dev.llmconnect.formats.chat.ChatEmbeddings;
import dev.llmconnect.formats.chat.ChatWire;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.TestAdapters;
import dev.llmconnect.providers.http.HttpLimits;
import dev.llmconnect.providers.wire.DirectBackend;
import dev.llmconnect.providers.wire.WireAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is not exactly one vector for each input is an error, and never a short or a mixed-up success. */
class EmbeddingFailuresTest {
    private static final EmbeddingRequest TWO = EmbeddingRequest.builder()
            .text("a")
            .text("b")
            .dimensions(2)
            .config(RunConfig.builder().modelName("m").build())
            .build();

    private static LLMException failure(EmbeddingFormat format, StubProvider stub) {
        try (stub;
                LLMAdapter adapter = format.adapter(stub)) {
            LLMException e = catchThrowableOfType(LLMException.class, () -> adapter.embed(TWO));
            assertThat(e).as("a failure").isNotNull();
            assertThat(e.toString()).doesNotContain(StubProvider.KEY);
            return e;
        }
    }

    /** What may go wrong with an answer, as changes of the good one of each provider. */
    static Stream<Arguments> brokenAnswers() {
        List<Arguments> cases = new ArrayList<>();
        for (EmbeddingFormat format : EmbeddingFormat.values()) {
            String good = format.answer;
            cases.add(Arguments.of(format, good.replace("[0.5,-0.25]", "null"), "malformed"));
            cases.add(Arguments.of(format, good.replace("-0.25", "\"x\""), "malformed"));
            cases.add(Arguments.of(format, good.replace("-0.25", "null"), "malformed"));
            cases.add(Arguments.of(format, good.replace("-0.25", "1e999"), "malformed"));
            cases.add(Arguments.of(format, good.replace(",-0.25", ""), "malformed"));
            cases.add(Arguments.of(format, good.replace("-0.25", "-0.25,3").replace("2e-3", "2e-3,3"), "malformed"));
            cases.add(Arguments.of(format, good.replace("0.5,-0.25", ""), "malformed"));
            cases.add(Arguments.of(format, "{\"ok\":true}", "malformed"));
            cases.add(Arguments.of(format, "[]", "malformed"));
            cases.add(Arguments.of(format, "<html><title>Sign in</title></html>", "malformed"));
            cases.add(Arguments.of(format, good.substring(0, good.length() - 10), "truncated"));
            cases.add(Arguments.of(format, "", "truncated"));
        }
        String openai = EmbeddingFormat.OPENAI.answer;
        cases.add(Arguments.of(EmbeddingFormat.OPENAI, openai.replace("\"index\":1", "\"index\":0"), "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.OPENAI, openai.replace("\"index\":1", "\"index\":2"), "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.OPENAI, openai.replace("\"index\":1", "\"index\":-1"), "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.OPENAI, openai.replace("\"index\":1,", ""), "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.OPENAI, "{\"data\":[]}", "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.GEMINI, "{\"embeddings\":[{\"values\":[1,2]}]}", "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.COHERE, "{\"embeddings\":{\"float\":[[1,2]]}}", "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.COHERE, "{\"embeddings\":{\"int8\":[[1,2],[3,4]]}}", "malformed"));
        cases.add(Arguments.of(EmbeddingFormat.OLLAMA, "{\"embeddings\":[[1,2],[3,4],[5,6]]}", "malformed"));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("brokenAnswers")
    void aBrokenAnswerIsAnErrorOfTheProvider(EmbeddingFormat format, String answer, String reason) {
        assertThat(answer).isNotEqualTo(format.answer);

        LLMException e = failure(format, new StubProvider().answers(200, answer));

        assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(e.reason().value()).isEqualTo(reason);
        assertThat(e.provider()).contains(format.provider);
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsCutOffIsAnError(EmbeddingFormat format) {
        LLMException e = failure(
                format,
                new StubProvider()
                        .answers(new MockResponse.Builder()
                                .body(format.answer)
                                .onResponseBody(new SocketEffect.CloseSocket())));

        assertThat(e.code()).isEqualTo(ErrorCode.PROVIDER_API_ERROR);
        assertThat(e.isRetryable()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void statusCodesMeanWhatTheyMeanForWords(EmbeddingFormat format) {
        String body = "{\"error\":{\"message\":\"no " + StubProvider.KEY + "\"}}";

        assertThat(failure(format, new StubProvider().answers(401, body)).reason())
                .isEqualTo(FailureReason.AUTHENTICATION);
        assertThat(failure(format, new StubProvider().answers(404, body)).reason())
                .isEqualTo(FailureReason.NOT_FOUND);
        assertThat(failure(format, new StubProvider().answers(500, body)).isRetryable())
                .isTrue();
        LLMException limited = failure(
                format,
                new StubProvider()
                        .answers(new MockResponse.Builder()
                                .code(429)
                                .setHeader("Retry-After", "3")
                                .body(body)));
        assertThat(limited).isInstanceOf(LLMRateLimitException.class);
        assertThat(limited.retryAfter()).contains(Duration.ofSeconds(3));
    }

    @Test
    void anErrorInsideAGoodStatusIsReported() {
        String said = "{\"error\":{\"message\":\"model is asleep\",\"code\":503}}";
        assertThat(failure(EmbeddingFormat.OPENAI, new StubProvider().answers(200, said)))
                .hasMessageContaining("model is asleep");
        assertThat(failure(EmbeddingFormat.COHERE, new StubProvider().answers(200, "{\"message\":\"too many texts\"}")))
                .hasMessageContaining("too many texts");
        assertThat(failure(EmbeddingFormat.OLLAMA, new StubProvider().answers(200, "{\"error\":\"not loaded\"}")))
                .hasMessageContaining("not loaded");
    }

    @Test
    void theRemoteServersErrorsAreReadInBothItsShapes() {
        assertThat(failure(
                        EmbeddingFormat.REMOTE,
                        new StubProvider()
                                .answers(
                                        404,
                                        "{\"error\":{\"message\":\"no such model\",\"code\":\"model_not_found\"}}")))
                .hasMessageContaining("no such model")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(FailureReason.NOT_FOUND));
        assertThat(failure(
                                EmbeddingFormat.REMOTE,
                                new StubProvider()
                                        .answers(504, "{\"error\":\"provider_timeout\",\"message\":\"too late\"}"))
                        .code())
                .isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
    }

    @Test
    void anAnswerOverTheLimitIsRefused() {
        HttpLimits small = new HttpLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), 1000, 1000, 1000);
        try (StubProvider stub = new StubProvider().answers(200, EmbeddingFormat.OPENAI.answer + " ".repeat(1000));
                LLMAdapter adapter = WireAdapter.builder(
                                "small", new ChatWire(ChatDialect.OPENAI), DirectBackend.bearer(stub.url(), null))
                        .embeddings(new ChatEmbeddings(ChatDialect.OPENAI))
                        .limits(small)
                        .build()) {
            LLMException e = catchThrowableOfType(LLMException.class, () -> adapter.embed(TWO));
            assertThat(e.reason()).isEqualTo(FailureReason.TOO_LARGE);
        }
    }

    @Test
    void theDeadlineAndTheCallersLeavingEndTheCall() {
        EmbeddingRequest brief = TWO.toBuilder()
                .config(RunConfig.builder()
                        .modelName("m")
                        .timeout(Duration.ofMillis(200))
                        .build())
                .startNanos(System.nanoTime())
                .build();
        Cancellation left = new Cancellation();
        try (RawProvider silent = new RawProvider((n, connection) -> {
                    if (n > 0) {
                        left.cancel();
                    }
                    connection.stall();
                });
                LLMAdapter adapter = TestAdapters.chat(silent.url())) {
            assertThat(catchThrowableOfType(LLMException.class, () -> adapter.embed(brief)))
                    .isInstanceOf(LLMTimeoutException.class);
            EmbeddingRequest abandoned = TWO.toBuilder().cancellation(left).build();
            assertThat(catchThrowableOfType(LLMException.class, () -> adapter.embed(abandoned)))
                    .isInstanceOf(LLMCancelledException.class);
        }
    }
}
