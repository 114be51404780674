package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LangChain4j's OpenAI models in front of other wires. */
class LangChain4jTest {
    private static OpenAiChatModel model(String id) {
        return OpenAiChatModel.builder()
                .baseUrl(Setup.URL + "/v1")
                .apiKey(Setup.KEY)
                .modelName(id)
                .maxRetries(0)
                .strictJsonSchema(true)
                .build();
    }

    private static ChatResponse streamed(String id, String prompt, AtomicInteger pieces) throws Exception {
        CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(Setup.URL + "/v1")
                .apiKey(Setup.KEY)
                .modelName(id)
                .build()
                .chat(prompt, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String piece) {
                        pieces.incrementAndGet();
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        whole.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        whole.completeExceptionally(failure);
                    }
                });
        return whole.get(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void chatsWholeAndStreamed(String id) throws Exception {
        String expected = "Hello from " + id.split("/")[0];
        assertEquals(expected, model(id).chat("Hi"));
        AtomicInteger pieces = new AtomicInteger();
        assertEquals(expected, streamed(id, "Hi", pieces).aiMessage().text());
        assertTrue(pieces.get() >= 3);
        assertThrows(Exception.class, () -> streamed(id, "cut", pieces));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void takesAToolsResultBack(String id) {
        ToolSpecification weather = ToolSpecification.builder()
                .name("get_weather")
                .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
                .build();
        List<ChatMessage> asked = List.of(UserMessage.from("How is the weather?"));
        AiMessage first = model(id)
                .chat(ChatRequest.builder()
                        .messages(asked)
                        .toolSpecifications(weather)
                        .build())
                .aiMessage();
        ToolExecutionRequest call = first.toolExecutionRequests().get(0);
        assertTrue(call.arguments().contains("Paris"));
        assertEquals(
                "It is sunny",
                model(id)
                        .chat(ChatRequest.builder()
                                .messages(List.of(asked.get(0), first, ToolExecutionResultMessage.from(call, "sunny")))
                                .toolSpecifications(weather)
                                .build())
                        .aiMessage()
                        .text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void sendsAnImageAndReadsStructuredOutput(String id) {
        UserMessage image = UserMessage.from(TextContent.from("What?"), ImageContent.from(Setup.PIXEL, "image/png"));
        assertEquals(Setup.SEES_PIXEL, model(id).chat(image).aiMessage().text());

        ResponseFormat format = ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("city")
                        .rootElement(JsonObjectSchema.builder()
                                .addStringProperty("city")
                                .addIntegerProperty("population")
                                .required("city", "population")
                                .build())
                        .build())
                .build();
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("Name a city"))
                .responseFormat(format)
                .build();
        assertEquals(
                "{\"city\":\"Paris\",\"population\":2100000}",
                model(id).chat(request).aiMessage().text());
    }

    @Test
    void failsAsLangChain4jExpectsAndEmbeds() {
        assertThrows(
                RateLimitException.class,
                () -> model("anthropic/claude-sonnet-4-5").chat("fail 429"));
        OpenAiEmbeddingModel embedding = OpenAiEmbeddingModel.builder()
                .baseUrl(Setup.URL + "/v1")
                .apiKey(Setup.KEY)
                .modelName("mock/embedding")
                .build();
        assertTrue(embedding.embed("one").content().dimension() > 1);
    }
}
