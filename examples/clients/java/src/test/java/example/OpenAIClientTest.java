package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's Java client in front of other wires. */
class OpenAIClientTest {
    private static final OpenAIClient CLIENT = client(Setup.KEY);

    /** What the model is asked to fill in. */
    public static class City {
        public String city;
        public int population;
    }

    private static OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(Setup.URL + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private static ChatCompletionCreateParams.Builder ask(String model, String prompt) {
        return ChatCompletionCreateParams.builder().model(model).addUserMessage(prompt);
    }

    private static String text(ChatCompletion answer) {
        return answer.choices().get(0).message().content().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void chatsWholeAndStreamed(String model) {
        String expected = "Hello from " + model.split("/")[0];
        ChatCompletion whole =
                CLIENT.chat().completions().create(ask(model, "Hi").build());
        assertEquals(expected, text(whole));
        assertEquals(16, whole.usage().orElseThrow().totalTokens());

        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                CLIENT.chat().completions().createStreaming(ask(model, "Hi").build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        assertEquals(expected, text(accumulator.chatCompletion()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void takesAToolsResultBack(String model) {
        ChatCompletionCreateParams.Builder params = ask(model, "How is the weather?")
                .addFunctionTool(FunctionDefinition.builder()
                        .name("get_weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build());
        ChatCompletion first = CLIENT.chat().completions().create(params.build());
        ChatCompletionMessageToolCall call =
                first.choices().get(0).message().toolCalls().orElseThrow().get(0);
        assertTrue(call.asFunction().function().arguments().contains("Paris"));
        params.addMessage(first.choices().get(0).message())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.asFunction().id())
                        .content("sunny")
                        .build());
        assertEquals("It is sunny", text(CLIENT.chat().completions().create(params.build())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void sendsAnImageAndReadsStructuredOutput(String model) {
        ChatCompletionContentPart image = ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + Setup.PIXEL)
                        .build())
                .build());
        ChatCompletionContentPart words = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("What?").build());
        assertEquals(
                Setup.SEES_PIXEL,
                text(CLIENT.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model(model)
                                .addUserMessageOfArrayOfContentParts(List.of(words, image))
                                .build())));

        City city = CLIENT.chat()
                .completions()
                .create(ask(model, "Name a city").responseFormat(City.class).build())
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
        assertEquals("Paris", city.city);
        assertEquals(2_100_000, city.population);
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-sonnet-4-5", "gemini/gemini-2.5-flash"})
    void respondsWholeAndStreamed(String model) {
        ResponseCreateParams params =
                ResponseCreateParams.builder().model(model).input("Hi").build();
        assertEquals(
                "completed",
                CLIENT.responses().create(params).status().orElseThrow().toString());

        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> stream = CLIENT.responses().createStreaming(params)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        assertTrue(accumulator.response().output().toString().contains("Hello from " + model.split("/")[0]));
    }

    @Test
    void failuresAreTheClientsOwn() {
        String model = "anthropic/claude-sonnet-4-5";
        assertThrows(
                RateLimitException.class,
                () -> CLIENT.chat().completions().create(ask(model, "fail 429").build()));
        assertThrows(
                BadRequestException.class,
                () -> CLIENT.chat().completions().create(ask(model, "fail 400").build()));
        assertThrows(
                NotFoundException.class,
                () -> CLIENT.chat().completions().create(ask("nobody/m", "Hi").build()));
        assertThrows(OpenAIException.class, () -> {
            try (StreamResponse<ChatCompletionChunk> stream = CLIENT.chat()
                    .completions()
                    .createStreaming(ask(model, "cut").build())) {
                stream.stream().forEach(chunk -> {});
            }
        });
        OpenAIClient stranger = client("llmc-stranger");
        assertThrows(UnauthorizedException.class, () -> stranger.models().list());
        stranger.close();
    }

    @Test
    void leavingAStreamEndsTheProviders() throws Exception {
        Setup.expectStreamLeft(() -> {
            try (StreamResponse<ChatCompletionChunk> stream = CLIENT.chat()
                    .completions()
                    .createStreaming(ask("gemini/gemini-2.5-flash", "for ever").build())) {
                assertEquals(3, stream.stream().limit(3).count());
            }
        });
    }

    @Test
    void embeds() {
        assertEquals(
                2,
                CLIENT.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("mock/embedding")
                                .inputOfArrayOfStrings(List.of("one", "two"))
                                .build())
                        .data()
                        .size());
    }
}
