package dev.llmconnect.providers.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmconnect.Cancellation;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MockAdapterTest {
    private static final Tool WEATHER = Tool.of(
            "weather",
            "",
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "city",
                            Map.of("enum", List.of("Ulm", "Bonn")),
                            "days",
                            Map.of("type", "integer", "minimum", 3))));

    private final AtomicLong now = new AtomicLong();
    private final List<Duration> slept = new ArrayList<>();
    private final MockAdapter mock = new MockAdapter((pause, cancellation) -> {
        slept.add(pause);
        now.addAndGet(pause.toNanos());
    });

    @Test
    void withNothingSetItRepeatsThePromptAndCountsTokens() {
        LLMResponse answer = mock.execute("Hello there", RunConfig.defaults());
        assertThat(answer.content()).isEqualTo("Hello there");
        assertThat(answer.model()).isEqualTo("mock/echo");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage().toMap())
                .isEqualTo(Map.of("prompt_tokens", 6L, "completion_tokens", 3L, "total_tokens", 9L));
    }

    @Test
    void theSameRequestAlwaysGetsTheSameAnswer() {
        for (MockModel model : MockModel.values()) {
            if (model != MockModel.ERROR && model != MockModel.TRUNCATED && model != MockModel.TIMEOUT) {
                assertThat(mock.execute(asked(model.example())).toMap())
                        .isEqualTo(mock.execute(asked(model.example())).toMap());
            }
        }
    }

    @Test
    void theSameTextAlwaysHasTheSameVectorAndTextsWithCommonWordsHaveCloseOnes() {
        EmbeddingRequest request = EmbeddingRequest.builder()
                .text("Which team looks after this?")
                .text("which team should look after that")
                .text("Sauerkraut")
                .text("")
                .input(new EmbeddingInput.Tokens(List.of(1, 2)))
                .dimensions(64)
                .build();
        EmbeddingResponse answer = mock.embed(request);

        assertThat(answer).isEqualTo(mock.embed(request));
        assertThat(answer.model()).isEqualTo("mock/echo");
        assertThat(answer.usage().inputTokens()).isPositive();
        assertThat(answer.embeddings())
                .allSatisfy(vector -> assertThat(vector.dimensions()).isEqualTo(64));
        float[] first = answer.embeddings().get(0).toArray();
        assertThat(product(first, first)).isCloseTo(1, within(1e-6));
        assertThat(product(first, answer.embeddings().get(1).toArray()))
                .isGreaterThan(product(first, answer.embeddings().get(2).toArray()) + 0.2);
        assertThat(mock.embed(EmbeddingRequest.of("Hello", "gpt-4"))
                        .embeddings()
                        .get(0)
                        .toArray())
                .containsExactly(
                        -0.14062288f,
                        0.4431314f,
                        0.26386556f,
                        -0.3200837f,
                        0.4428687f,
                        0.10571099f,
                        0.40604618f,
                        -0.48948967f);
    }

    private static double product(float[] a, float[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    @Test
    void embeddingsImitateTroubleToo() {
        assertThatThrownBy(() -> mock.embed(EmbeddingRequest.of("Hello", "mock/error-429")))
                .isInstanceOf(LLMRateLimitException.class);
        assertThatThrownBy(() -> mock.embed(EmbeddingRequest.of("Hello", "mock/truncated")))
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("cut off");
        mock.embed(EmbeddingRequest.of("Hello", "mock/slow-2s"));
        assertThat(slept).containsExactly(Duration.ofSeconds(2));
    }

    @Test
    void anyOtherModelSaysThatItIsAMock() {
        assertThat(mock.execute(asked("gpt-4")).content()).isEqualTo("Mock answer to: Hello there");
        assertThat(mock.execute(asked("gpt-4")).model()).isEqualTo("gpt-4");
    }

    @Test
    void theProvidersNameMayBeLeftOutAsARouterDoes() {
        assertThat(mock.execute(asked("echo")).content()).isEqualTo("Hello there");
        assertThatThrownBy(() -> mock.execute(asked("error-500"))).isInstanceOf(LLMApiException.class);
    }

    @Test
    void aModelOfTheMockThatDoesNotExistIsNotFound() {
        assertThatThrownBy(() -> mock.execute(asked("mock/ehco"))).isInstanceOfSatisfying(LLMApiException.class, e -> {
            assertThat(e.providerStatus()).contains(404);
            assertThat(e).hasMessageContaining("mock/ehco").hasMessageContaining("mock/echo");
        });
    }

    @Test
    void aSlowModelWaitsAsLongAsItsNameSays() {
        mock.execute(asked("mock/slow-2s"));
        mock.execute(asked("mock/slow-250ms"));
        assertThat(slept).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mock/slow-400s", "mock/timeout"})
    void theDeadlineEndsTheWaiting(String model) {
        assertThatThrownBy(() -> mock.execute(asked(model))).isInstanceOf(LLMTimeoutException.class);
        assertThat(slept).containsExactly(Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, false",
        "401, authentication, false",
        "402, quota, false",
        "404, not_found, false",
        "408, timeout, true",
        "418, invalid_request, false",
        "500, server, true",
        "529, server, true",
        "599, server, true",
        "999, server, true",
        "302, other, false"
    })
    void anErrorHasTheMeaningOfItsStatus(int status, String reason, boolean retryable) {
        assertThatThrownBy(() -> mock.execute(asked("mock/error-" + status)))
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.providerStatus()).contains(status);
                    assertThat(e.reason()).isEqualTo(new FailureReason(reason));
                    assertThat(e.isRetryable()).isEqualTo(retryable);
                    assertThat(e.provider()).contains("mock");
                });
    }

    @Test
    void aRateLimitAsksForASecond() {
        for (boolean streaming : new boolean[] {false, true}) {
            assertThatThrownBy(() -> call(asked("mock/error-429"), streaming))
                    .isInstanceOfSatisfying(
                            LLMRateLimitException.class,
                            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(1)));
        }
    }

    @Test
    void aTruncatedAnswerIsAnErrorAndItsStreamBreaksOffInTheMiddle() {
        assertThatThrownBy(() -> mock.execute(asked("mock/truncated")))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
        try (LLMStream stream = mock.stream(asked("mock/truncated"))) {
            Iterator<StreamEvent> events = stream.iterator();
            assertThat(events.next()).isInstanceOf(StreamEvent.Start.class);
            assertThat(events.next()).isEqualTo(new StreamEvent.Text("Hello "));
            assertThatThrownBy(events::hasNext)
                    .isInstanceOfSatisfying(
                            LLMException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.TRUNCATED));
        }
    }

    @Test
    void jsonFitsTheSchemaWhenThereIsOne() {
        assertThat(Json.read(mock.execute(asked("mock/json")).content()).object())
                .containsEntry("answer", "Hello there");
        LLMRequest request = asked("mock/json").toBuilder()
                .responseFormat(ResponseFormat.jsonSchema(
                        "s",
                        Map.of(
                                "type", "object",
                                "$defs", Map.of("who", Map.of("type", "string", "default", "me")),
                                "properties",
                                        Map.of(
                                                "a", Map.of("type", List.of("number", "null")),
                                                "b", Map.of("type", "array", "items", Map.of("const", 4)),
                                                "c", Map.of("$ref", "#/$defs/who"),
                                                "d", Map.of("anyOf", List.of(Map.of("type", "boolean")))))))
                .build();
        assertThat(Json.read(mock.execute(request).content()))
                .isEqualTo(Json.read("{\"a\":1.5,\"b\":[4],\"c\":\"me\",\"d\":true}"));
    }

    @Test
    void aSchemaThatRefersToItselfHasAnEnd() {
        LLMRequest request = asked("mock/json").toBuilder()
                .responseFormat(ResponseFormat.jsonSchema(
                        "s", Map.of("type", "object", "properties", Map.of("next", Map.of("$ref", "#")))))
                .build();
        assertThat(mock.execute(request).content()).startsWith("{\"next\":{\"next\":");
    }

    @Test
    void theTokenLimitCutsTheAnswer() {
        LLMResponse half = mock.execute(asked("mock/length"));
        assertThat(half.content()).isEqualTo("Hello");
        assertThat(half.finishReason()).isEqualTo(FinishReason.LENGTH);
        LLMResponse one =
                mock.execute("Hello there", RunConfig.builder().maxTokens(1).build());
        assertThat(one.content()).isEqualTo("Hell");
        assertThat(one.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(one.usage().outputTokens()).isEqualTo(1);
    }

    @Test
    void aToolIsCalledAndItsResultRepeated() {
        LLMRequest request =
                asked("mock/tools").toBuilder().tools(List.of(WEATHER)).build();
        LLMResponse called = mock.execute(request);
        assertThat(called.finishReason()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(called.toolCalls().get(0).arguments()).isEqualTo(Map.of("city", "Ulm", "days", 3L));
        LLMRequest next = request.toBuilder()
                .message(called.toMessage())
                .message(Message.toolResult(called.toolCalls().get(0), "Rain"))
                .build();
        assertThat(mock.execute(next).content()).isEqualTo("Rain");
    }

    @Test
    void aToolThatMustBeCalledIsCalledByEveryModel() {
        LLMRequest request = asked("mock/echo").toBuilder()
                .tools(List.of(Tool.of("other", "", Map.of()), WEATHER))
                .toolChoice(ToolChoice.tool("weather"))
                .build();
        assertThat(mock.execute(request).toolCalls().get(0).name()).isEqualTo("weather");
        assertThat(mock.execute(request.toBuilder().toolChoice(ToolChoice.AUTO).build())
                        .toolCalls())
                .isEmpty();
    }

    @Test
    void reasoningRefusalAndSilence() {
        LLMResponse thought = mock.execute(asked("mock/reasoning"));
        assertThat(thought.reasoning()).isPresent();
        assertThat(thought.content()).isEqualTo("Hello there");
        assertThat(thought.usage().details()).containsKey("reasoning_tokens");
        LLMResponse refused = mock.execute(asked("mock/refusal"));
        assertThat(refused.refusal()).isPresent();
        assertThat(refused.content()).isEmpty();
        assertThat(refused.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(mock.execute(asked("mock/empty")).content()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mock/echo",
                "mock/slow-1s",
                "mock/json",
                "mock/length",
                "mock/tools",
                "mock/reasoning",
                "mock/refusal",
                "mock/empty",
                "gpt-4"
            })
    void theStreamComesToTheSameAsTheAnswer(String model) {
        LLMRequest request = asked(model).toBuilder().tools(List.of(WEATHER)).build();
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        try (LLMStream stream = mock.stream(request)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text more) {
                    text.append(more.text());
                } else if (event instanceof StreamEvent.Reasoning more) {
                    reasoning.append(more.text());
                } else if (event instanceof StreamEvent.ToolCallDelta more) {
                    arguments.append(more.arguments());
                }
            }
            LLMResponse whole = stream.response();
            assertThat(whole.toMap()).isEqualTo(mock.execute(request).toMap());
            assertThat(text.toString()).isEqualTo(whole.content());
            assertThat(reasoning.toString()).isEqualTo(whole.reasoning().orElse(""));
            assertThat(arguments.toString())
                    .isEqualTo(
                            whole.toolCalls().isEmpty()
                                    ? ""
                                    : whole.toolCalls().get(0).argumentsJson());
        }
    }

    @Test
    void aStreamObeysDeadlineAndCancellation() {
        try (LLMStream stream = mock.stream(asked("mock/echo"))) {
            Iterator<StreamEvent> events = stream.iterator();
            events.next();
            now.addAndGet(Duration.ofSeconds(301).toNanos());
            assertThatThrownBy(events::hasNext).isInstanceOf(LLMTimeoutException.class);
        }
        Cancellation cancellation = new Cancellation();
        try (LLMStream stream = mock.stream(
                asked("mock/echo").toBuilder().cancellation(cancellation).build())) {
            Iterator<StreamEvent> events = stream.iterator();
            events.next();
            cancellation.cancel();
            assertThatThrownBy(events::hasNext).isInstanceOf(LLMCancelledException.class);
        }
    }

    @Test
    void aCallerWhoLeavesWakesARealSleeper() throws Exception {
        LLMAdapter real = new MockAdapter(MockSleeper.SYSTEM);
        Cancellation cancellation = new Cancellation();
        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .config(RunConfig.builder().modelName("mock/timeout").build())
                .cancellation(cancellation)
                .build();
        CompletableFuture<LLMResponse> call = CompletableFuture.supplyAsync(() -> real.execute(request));
        cancellation.cancel();
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).cause().isInstanceOf(LLMCancelledException.class);
    }

    @Test
    void itListsItsModels() {
        assertThat(mock.models()).extracting(ModelInfo::id).contains("mock/echo", "mock/error-429", "gpt-4");
    }

    private void call(LLMRequest request, boolean streaming) {
        if (streaming) {
            mock.stream(request).close();
        } else {
            mock.execute(request);
        }
    }

    private LLMRequest asked(String model) {
        return LLMRequest.builder()
                .prompt("Hello there")
                .config(RunConfig.builder().modelName(model).build())
                .requestId("r")
                .ticker(now::get)
                .build()
                .begin();
    }
}
