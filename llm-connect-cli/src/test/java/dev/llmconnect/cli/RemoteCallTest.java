package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.llmconnect.CallContext;
import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Cost;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFields;
import dev.llmconnect.spi.AbstractLLMStream;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call that an adapter takes arrives through a server as it was made, and what it gives comes back as it was given. */
class RemoteCallTest {
    private static final LLMResponse ANSWER = LLMResponse.builder()
            .model("model-that-answered")
            .usage(Usage.builder()
                    .inputTokens(30)
                    .cacheReadTokens(10)
                    .outputTokens(20)
                    .reasoningTokens(5)
                    .build())
            .finishReason(FinishReason.TOOL_CALLS)
            .providerFinishReason("tool_use")
            .parts(List.of(
                    Reasoning.of("hm", "signature", Map.of("type", "thinking")),
                    new Text("I "),
                    Citation.builder().url("https://a").title("t").build(),
                    new Text("wave"),
                    new Opaque("anthropic-messages", Map.of("type", "server_tool_use")),
                    Media.ofBase64("image/png", "AAAA"),
                    new Refusal("not both"),
                    ToolCall.of("c1", "wave", Map.of("hand", "left"), "{ \"hand\": \"left\" }")
                            .withExtras(Map.of("thought_signature", "s"))))
            .alternatives(List.of(
                    Choice.builder()
                            .part(Reasoning.of("ho", "another signature", Map.of("type", "thinking")))
                            .part(ToolCall.of("c2", "nod", Map.of(), "{ }")
                                    .withExtras(Map.of("thought_signature", "t")))
                            .providerFinishReason("tool_use")
                            .build(),
                    Choice.builder()
                            .part(new Text("I stay"))
                            .finishReason(FinishReason.LENGTH)
                            .build()))
            .wireFields("openai-chat", Map.of("service_tier", "flex"))
            .metadata(known -> known.provider("somebody")
                    .profile("p")
                    .providerRequestId("req-7")
                    .droppedParams(List.of("temperature"))
                    .cost(Cost.of(new BigDecimal("0.00123"), Cost.Source.PROVIDER))
                    .extra("system_fingerprint", "fp"))
            .build();
    private static final List<StreamEvent> EVENTS = List.of(
            new StreamEvent.Reasoning("hm"),
            new StreamEvent.PartEnd(List.of(Reasoning.of("hm", "signature", Map.of("type", "thinking")))),
            new StreamEvent.Text("I wave"),
            new StreamEvent.Refusal("not both"),
            new StreamEvent.ToolCallDelta(0, "c1", "wave", "", Map.of("thought_signature", "s")),
            new StreamEvent.ToolCallDelta(0, null, null, "{ \"hand\": \"left\" }"));

    private final Inside inside = new Inside();

    @Test
    void aConversationWithEverythingArrivesAsItWasSaid() {
        LLMRequest request = LLMRequest.builder()
                .message(Message.system("be kind"))
                .message(Message.user(List.of(
                        new Text("look"),
                        CacheMark.ONE_HOUR,
                        Media.ofUrl("image/png", "https://a/p.png"),
                        Media.fromBase64("application/pdf", "AAAA")
                                .name("a.pdf")
                                .build())))
                .message(Message.assistant(ANSWER.parts()))
                .message(Message.of(
                        Role.TOOL,
                        List.of(ToolResult.of(
                                "c1", "wave", List.of(new Text("waved"), Media.ofBase64("image/png", "AAAA")), true))))
                .tools(List.of(Tool.builder("wave")
                        .description("waves")
                        .parameters(Map.of("type", "object"))
                        .strict(true)
                        .build()))
                .toolChoice(ToolChoice.tool("wave"))
                .responseFormat(ResponseFormat.jsonSchema("s", Map.of("type", "object")))
                .wireFields(WireFields.NONE
                        .with("openai-chat", Map.of("logprobs", true))
                        .withHints("anthropic-messages", Map.of("thread", "t")))
                .config(RunConfig.builder()
                        .modelName("m")
                        .maxTokens(5)
                        .modelParam("top_k", 5L)
                        .withoutDefaults()
                        .build()
                        .mergedOver(RunConfig.builder().temperature(0.5).build()))
                .context(CallContext.builder()
                        .requestId("r-1")
                        .depth(2)
                        .tags(Map.of("team", "triage"))
                        .session("s-1")
                        .build())
                .build();
        try (LLMAdapter remote = RemoteServer.of(inside)) {
            for (int i = 0; i < 3; i++) {
                switch (i) {
                    case 0 -> remote.execute(request);
                    case 1 -> remote.stream(request).response();
                    default -> remote.countTokens(request);
                }
                LLMRequest seen = inside.seen();
                assertThat(seen.messages()).isEqualTo(request.messages());
                assertThat(seen.tools()).isEqualTo(request.tools());
                assertThat(seen.toolChoice()).isEqualTo(request.toolChoice());
                assertThat(seen.responseFormat()).isEqualTo(request.responseFormat());
                assertThat(seen.wireFields().required())
                        .isEqualTo(request.wireFields().required());
                assertThat(seen.wireFields().hints())
                        .isEqualTo(request.wireFields().hints());
                assertThat(seen.config())
                        .isEqualTo(request.config().toBuilder()
                                .timeout(Duration.ofMinutes(5))
                                .build());
                assertThat(seen.config().isInherited("temperature")).isTrue();
                assertThat(seen.config().isInherited("max_tokens")).isFalse();
                assertThat(seen.requestId()).isEqualTo("r-1");
                assertThat(seen.depth()).isEqualTo(2);
                assertThat(seen.context().tags()).isEqualTo(Map.of("team", "triage"));
                assertThat(seen.context().session()).contains("s-1");
            }
        }
    }

    @Test
    void anAnswerWithEverythingComesBackAsItWasGiven() {
        LLMRequest request =
                LLMRequest.builder().prompt("Hello").requestId("r-1").build();
        LLMResponse expected = ANSWER.withMetadata(known -> known.requestId("r-1"));
        try (LLMAdapter remote = RemoteServer.of(inside)) {
            List<StreamEvent> told = new ArrayList<>();
            LLMStream stream = remote.stream(request);
            stream.forEach(told::add);
            for (LLMResponse answer : List.of(remote.execute(request), stream.response())) {
                assertThat(answer.parts()).isEqualTo(expected.parts());
                assertThat(answer.alternatives())
                        .extracting(Choice::parts)
                        .containsExactlyElementsOf(expected.alternatives().stream()
                                .map(Choice::parts)
                                .toList());
                assertThat(answer.alternatives())
                        .extracting(Choice::finishReason)
                        .containsExactly(FinishReason.TOOL_CALLS, FinishReason.LENGTH);
                assertThat(answer.toMap()).isEqualTo(expected.toMap());
                assertThat(answer.usage()).isEqualTo(expected.usage());
                assertThat(answer.wireFields()).isEqualTo(expected.wireFields());
                assertThat(answer.providerFinishReason()).contains("tool_use");
                assertThat(answer.metadata()).isEqualTo(expected.metadata());
            }
            assertThat(told.get(0)).isInstanceOf(StreamEvent.Start.class);
            assertThat(told.subList(1, told.size())).isEqualTo(EVENTS);
        }
    }

    @Test
    void embeddingsTokensAndModelsAreThoseInside() {
        EmbeddingRequest request = EmbeddingRequest.builder()
                .text("a")
                .input(new EmbeddingInput.Tokens(List.of(1, 2)))
                .dimensions(3)
                .config(RunConfig.builder().modelName("e").build())
                .context(CallContext.builder()
                        .requestId("r-1")
                        .tags(Map.of("team", "triage"))
                        .build())
                .build();
        try (LLMAdapter remote = RemoteServer.of(inside)) {
            EmbeddingResponse answer = remote.embed(request);

            EmbeddingRequest seen = inside.seenEmbedding();
            assertThat(seen.inputs()).isEqualTo(request.inputs());
            assertThat(seen.dimensions()).isEqualTo(request.dimensions());
            assertThat(seen.context().tags()).isEqualTo(Map.of("team", "triage"));
            assertThat(answer.model()).isEqualTo("e-1");
            assertThat(answer.embeddings())
                    .containsExactly(Embedding.of(0.1f, -2.5e-9f, 3), Embedding.of(1 / 3f, Float.MIN_VALUE, 0));
            assertThat(answer.usage()).isEqualTo(Usage.of(7, 0));
            assertThat(answer.metadata().toMap())
                    .containsEntry("provider", "somebody")
                    .containsEntry("request_id", "r-1")
                    .containsEntry("profile", "p");
            assertThat(remote.countTokens(LLMRequest.of("Hello"))).hasValue(42);
            assertThat(remote.countTokens(LLMRequest.of("uncountable"))).isEmpty();
            assertThat(remote.models())
                    .containsExactly(ModelInfo.builder("m", "somebody")
                            .contextTokens(OptionalLong.of(1000))
                            .build());
        }
    }

    static Stream<LLMException> failures() {
        ErrorDetails details = ErrorDetails.builder()
                .provider("somebody")
                .providerStatus(429)
                .providerCode("context_length_exceeded")
                .providerMessage("in its own words")
                .providerParam("messages[0]")
                .providerRequestId("req-7")
                .retryAfter(Duration.ofMillis(1500))
                .reason(FailureReason.CONTEXT_LENGTH)
                .retryable(true)
                .build();
        return Stream.of(
                new LLMApiException("what happened", null, details),
                new LLMRateLimitException("what happened", null, details),
                new LLMTimeoutException("what happened", null, details),
                new LLMInvalidRequestException("what happened", null, details),
                new LLMBudgetExceededException("what happened", null, details),
                new LLMConfigurationException("what happened", null, details),
                LLMProfileException.unknown("what happened"),
                new LLMException("what happened"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureIsThrownAsItWasInside(LLMException inside) {
        this.inside.failure = inside;
        try (LLMAdapter remote = RemoteServer.of(this.inside)) {
            List<LLMException> thrown = List.of(
                    catchThrowableOfType(LLMException.class, () -> remote.execute(LLMRequest.of("Hello"))),
                    catchThrowableOfType(
                            LLMException.class,
                            () -> remote.stream(LLMRequest.of("Hello")).response()),
                    catchThrowableOfType(LLMException.class, () -> remote.countTokens(LLMRequest.of("Hello"))),
                    catchThrowableOfType(LLMException.class, () -> remote.embed("Hello")));

            for (LLMException failure : thrown) {
                assertThat(failure).hasSameClassAs(inside).hasMessage(inside.getMessage());
                assertThat(failure.code()).isEqualTo(inside.code());
                assertThat(failure.isRetryable()).isEqualTo(inside.isRetryable());
                assertThat(failure.details()).usingRecursiveComparison().isEqualTo(inside.details());
            }
        }
    }

    /** What stands behind the server. */
    private static final class Inside implements WireFieldsAdapter {
        private final AtomicReference<LLMRequest> seen = new AtomicReference<>();
        private final AtomicReference<EmbeddingRequest> seenEmbedding = new AtomicReference<>();
        private volatile @Nullable LLMException failure;

        LLMRequest seen() {
            return seen.getAndSet(null);
        }

        EmbeddingRequest seenEmbedding() {
            return seenEmbedding.get();
        }

        private void fail() {
            LLMException thrown = failure;
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public boolean takesWireFields(String wire) {
            return true;
        }

        @Override
        public String provider() {
            return "somebody";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            fail();
            seen.set(request);
            return ANSWER;
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            fail();
            seen.set(request);
            Deque<StreamEvent> events = new ArrayDeque<>(EVENTS);
            return new AbstractLLMStream() {
                @Override
                protected @Nullable StreamEvent next() {
                    return events.poll();
                }

                @Override
                protected LLMResponse assemble() {
                    return ANSWER;
                }

                @Override
                protected void release() {}
            };
        }

        @Override
        public EmbeddingResponse embed(EmbeddingRequest request) {
            fail();
            seenEmbedding.set(request);
            return EmbeddingResponse.builder()
                    .model("e-1")
                    .embeddings(List.of(Embedding.of(0.1f, -2.5e-9f, 3), Embedding.of(1 / 3f, Float.MIN_VALUE, 0)))
                    .usage(Usage.of(7, 0))
                    .metadata(known -> known.provider("somebody").profile("p"))
                    .build();
        }

        @Override
        public OptionalLong countTokens(LLMRequest request) {
            fail();
            seen.set(request);
            boolean counts = !request.messages().get(0).text().equals("uncountable");
            return counts ? OptionalLong.of(42) : OptionalLong.empty();
        }

        @Override
        public List<ModelInfo> models() {
            return List.of(ModelInfo.builder("m", "somebody")
                    .contextTokens(OptionalLong.of(1000))
                    .build());
        }
    }
}
