package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's Java client in front of other wires. */
class AnthropicClientTest {
    private static final AnthropicClient CLIENT = client(Setup.KEY);

    private static AnthropicClient client(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(Setup.URL)
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    private static MessageCreateParams.Builder ask(String model, String prompt) {
        return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage(prompt);
    }

    private static String text(Message message) {
        return message.content().stream()
                .flatMap(block -> block.text().stream())
                .map(text -> text.text())
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini", "gemini/gemini-2.5-flash"})
    void answersWholeAndStreamed(String model) {
        String expected = "Hello from " + model.split("/")[0];
        Message whole = CLIENT.messages().create(ask(model, "Hi").build());
        assertEquals(expected, text(whole));
        assertEquals(11, whole.usage().inputTokens());

        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                CLIENT.messages().createStreaming(ask(model, "Hi").build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        assertEquals(expected, text(accumulator.message()));
        assertEquals(5, accumulator.message().usage().outputTokens());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini", "gemini/gemini-2.5-flash"})
    void takesAToolsResultBack(String model) {
        MessageCreateParams.Builder params = ask(model, "How is the weather?")
                .addTool(Tool.builder()
                        .name("get_weather")
                        .inputSchema(Tool.InputSchema.builder()
                                .properties(JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build());
        Message first = CLIENT.messages().create(params.build());
        ToolUseBlock call = first.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .findFirst()
                .orElseThrow();
        assertTrue(call._input().toString().contains("Paris"));
        params.addAssistantMessageOfContentBlockParams(
                        first.content().stream().map(ContentBlock::toParam).toList())
                .addUserMessageOfContentBlockParams(
                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(call.id())
                                .content("sunny")
                                .build())));
        assertEquals("It is sunny", text(CLIENT.messages().create(params.build())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai/gpt-4o-mini", "gemini/gemini-2.5-flash"})
    void sendsAnImage(String model) {
        MessageCreateParams params = MessageCreateParams.builder()
                .model(model)
                .maxTokens(100)
                .addUserMessageOfContentBlockParams(List.of(
                        ContentBlockParam.ofText(
                                TextBlockParam.builder().text("What?").build()),
                        ContentBlockParam.ofImage(ImageBlockParam.builder()
                                .source(Base64ImageSource.builder()
                                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                        .data(Setup.PIXEL)
                                        .build())
                                .build())))
                .build();
        assertEquals(Setup.SEES_PIXEL, text(CLIENT.messages().create(params)));
    }

    @Test
    void failuresAreTheClientsOwn() {
        String model = "openai/gpt-4o-mini";
        assertThrows(
                RateLimitException.class,
                () -> CLIENT.messages().create(ask(model, "fail 429").build()));
        assertThrows(
                BadRequestException.class,
                () -> CLIENT.messages().create(ask(model, "fail 400").build()));
        assertThrows(AnthropicException.class, () -> {
            try (StreamResponse<RawMessageStreamEvent> stream =
                    CLIENT.messages().createStreaming(ask(model, "cut").build())) {
                stream.stream().forEach(event -> {});
            }
        });
        AnthropicClient stranger = client("llmc-stranger");
        assertThrows(
                UnauthorizedException.class,
                () -> stranger.messages().create(ask(model, "Hi").build()));
        stranger.close();
    }

    @Test
    void countsTokensAndLeavesStreams() throws Exception {
        assertTrue(CLIENT.messages()
                        .countTokens(MessageCountTokensParams.builder()
                                .model("openai/gpt-4o-mini")
                                .addUserMessage("How many tokens are in this sentence?")
                                .build())
                        .inputTokens()
                > 3);
        Setup.expectStreamLeft(() -> {
            try (StreamResponse<RawMessageStreamEvent> stream = CLIENT.messages()
                    .createStreaming(ask("openai/gpt-4o-mini", "for ever").build())) {
                assertEquals(5, stream.stream().limit(5).count());
            }
        });
    }
}
