package dev.llmconnect.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.llmconnect.ContentPart;
import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Role;
import dev.llmconnect.Usage;
import dev.llmconnect.testkit.ScriptedLLM;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LLMConnectChatModelTest {
    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .description("The weather of a city")
            .parameters(JsonObjectSchema.builder()
                    .addStringProperty("city")
                    .addIntegerProperty("days")
                    .required("city")
                    .build())
            .build();

    @Test
    void answersATextWithUsageAndModel() {
        ScriptedLLM adapter = ScriptedLLM.answering("Hello!");
        ChatResponse answer =
                LLMConnectChatModel.of(adapter).chat(SystemMessage.from("Be brief"), UserMessage.from("Hi"));

        assertThat(answer.aiMessage().text()).isEqualTo("Hello!");
        assertThat(answer.modelName()).isEqualTo("scripted");
        assertThat(answer.tokenUsage().totalTokenCount()).isEqualTo(12);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(adapter.lastRequest().messages())
                .extracting(message -> message.role())
                .containsExactly(Role.SYSTEM, Role.USER);
    }

    @Test
    void parametersOfTheRequestWinOverTheDefaults() {
        ScriptedLLM adapter = ScriptedLLM.answering("Hello!");
        ChatRequestParameters defaults = ChatRequestParameters.builder()
                .modelName("small")
                .temperature(0.1)
                .stopSequences(List.of("END"))
                .build();

        LLMConnectChatModel.of(adapter, defaults, List.of())
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hi"))
                        .temperature(0.9)
                        .maxOutputTokens(50)
                        .topK(3)
                        .build());

        LLMRequest asked = adapter.lastRequest();
        assertThat(asked.config().modelName()).isEqualTo("small");
        assertThat(asked.config().temperature()).isEqualTo(0.9);
        assertThat(asked.config().maxTokens()).isEqualTo(50);
        assertThat(asked.config().topK()).contains(3);
        assertThat(asked.config().stop()).containsExactly("END");
    }

    @Test
    void aToolLoopKeepsWhatTheProviderSigned() {
        LLMResponse signed = LLMResponse.builder()
                .model("m")
                .part(ContentPart.Reasoning.of("hm", "signature", Map.of()))
                .part(dev.llmconnect.ToolCall.of("call_1", "weather", Map.of("city", "Paris")))
                .build();
        ScriptedLLM adapter = ScriptedLLM.answering().thenAnswer(signed).thenAnswer("Take an umbrella.");
        ChatModel model = LLMConnectChatModel.of(adapter);
        UserMessage question = UserMessage.from("An umbrella?");

        ChatResponse first = model.chat(ChatRequest.builder()
                .messages(question)
                .toolSpecifications(WEATHER)
                .toolChoice(ToolChoice.REQUIRED)
                .build());
        ToolExecutionRequest call = first.aiMessage().toolExecutionRequests().get(0);
        ChatResponse second = model.chat(question, first.aiMessage(), ToolExecutionResultMessage.from(call, "rain"));

        assertThat(call.arguments()).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(first.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(second.aiMessage().text()).isEqualTo("Take an umbrella.");
        LLMRequest asked = adapter.requests().get(0);
        assertThat(asked.tools().get(0).parameters())
                .containsEntry("required", List.of("city", "days"))
                .containsEntry("additionalProperties", false);
        assertThat(asked.toolChoice()).contains(dev.llmconnect.ToolChoice.REQUIRED);
        LLMRequest again = adapter.requests().get(1);
        assertThat(again.messages().get(1).parts()).isEqualTo(signed.parts());
        adapter.assertToolResult("weather", "rain");
    }

    @Test
    void aSchemaReachesTheProvidersOwnStructuredOutput() {
        ScriptedLLM adapter = ScriptedLLM.answering("{}");
        JsonObjectSchema root = JsonObjectSchema.builder()
                .addProperty(
                        "names",
                        JsonArraySchema.builder().items(new JsonStringSchema()).build())
                .addProperty("age", new JsonIntegerSchema())
                .required("names", "age")
                .build();

        LLMConnectChatModel.of(adapter)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from("Who?"))
                        .responseFormat(ResponseFormat.builder()
                                .type(ResponseFormatType.JSON)
                                .jsonSchema(JsonSchema.builder()
                                        .name("People")
                                        .rootElement(root)
                                        .build())
                                .build())
                        .build());

        dev.llmconnect.ResponseFormat format =
                adapter.lastRequest().responseFormat().orElseThrow();
        assertThat(format.name()).isEqualTo("People");
        assertThat(format.schema())
                .containsEntry(
                        "properties",
                        Map.of(
                                "names", Map.of("type", "array", "items", Map.of("type", "string")),
                                "age", Map.of("type", "integer")));
    }

    @Test
    void imagesAreSent() {
        ScriptedLLM adapter = ScriptedLLM.answering("A pixel");

        LLMConnectChatModel.of(adapter)
                .chat(UserMessage.from(TextContent.from("What?"), ImageContent.from("AAAA", "image/png")));

        assertThat(adapter.lastRequest().messages().get(0).parts())
                .containsExactly(new ContentPart.Text("What?"), ContentPart.Media.ofBase64("image/png", "AAAA"));
    }

    @Test
    void failuresAreLangChain4jsOwnWithOursAsTheirCause() {
        failsAs(new LLMRateLimitException("slow down"), RateLimitException.class);
        failsAs(new LLMTimeoutException("too late"), TimeoutException.class);
        failsAs(new LLMInvalidRequestException("wrong"), InvalidRequestException.class);
    }

    private static void failsAs(LLMException failure, Class<? extends Exception> type) {
        ChatModel model = LLMConnectChatModel.of(ScriptedLLM.answering().thenFail(failure));

        assertThatThrownBy(() -> model.chat("Hi"))
                .isInstanceOf(type)
                .hasMessage(failure.getMessage())
                .hasCause(failure);
    }

    /** Keeps what it is told; cancels after the first piece when asked to. */
    private static final class Handler implements StreamingChatResponseHandler {
        final List<String> pieces = Collections.synchronizedList(new ArrayList<>());
        final List<CompleteToolCall> calls = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch ended = new CountDownLatch(1);
        volatile ChatResponse response;
        volatile Throwable failure;

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            pieces.add(partial.text());
        }

        @Override
        public void onCompleteToolCall(CompleteToolCall call) {
            calls.add(call);
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response = complete;
            ended.countDown();
        }

        @Override
        public void onError(Throwable error) {
            failure = error;
            ended.countDown();
        }

        Handler await() throws InterruptedException {
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            return this;
        }
    }

    @Test
    void streamsPieceByPieceAndTellsToolCallsAndFailures() throws InterruptedException {
        ScriptedLLM adapter = ScriptedLLM.answering("It rains a lot.")
                .thenCall("weather", Map.of("city", "Paris"))
                .thenFail(new LLMTimeoutException("too late"));
        try (LLMConnectStreamingChatModel model = LLMConnectStreamingChatModel.of(adapter)) {
            Handler text = new Handler();
            model.chat("Weather?", text);
            text.await();
            Handler call = new Handler();
            model.chat("Weather?", call);
            call.await();
            Handler failed = new Handler();
            model.chat("Weather?", failed);
            failed.await();

            assertThat(text.pieces).containsExactly("It ", "rains ", "a ", "lot.");
            assertThat(text.response.aiMessage().text()).isEqualTo("It rains a lot.");
            assertThat(call.calls.get(0).toolExecutionRequest().name()).isEqualTo("weather");
            assertThat(failed.failure).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void embedsTexts() {
        LLMAdapter adapter = new LLMAdapter() {
            @Override
            public String provider() {
                return "vectors";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                throw new IllegalStateException("only embeds");
            }

            @Override
            public EmbeddingResponse embed(EmbeddingRequest request) {
                return EmbeddingResponse.builder()
                        .model(request.config().modelName())
                        .embeddings(request.inputs().stream()
                                .map(input -> Embedding.of(1f, 2f))
                                .toList())
                        .usage(Usage.of(5, 0))
                        .build();
            }
        };

        var vectors = LLMConnectEmbeddingModel.of(adapter, "e-1")
                .embedAll(List.of(TextSegment.from("a"), TextSegment.from("b")));

        assertThat(vectors.content())
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.vector()).containsExactly(1f, 2f));
        assertThat(vectors.tokenUsage().inputTokenCount()).isEqualTo(5);
    }
}
