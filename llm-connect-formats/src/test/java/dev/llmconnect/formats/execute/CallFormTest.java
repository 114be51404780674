package dev.llmconnect.formats.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.CallContext;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.WireFields;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonTreeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call that is written and read again is the same call. */
class CallFormTest {
    private static final List<ContentPart> PARTS = List.of(
            new Text(""),
            new Text("Grüße, 漢字, 😀, \u0000 and a lone \ud800"),
            new Refusal("no"),
            Citation.builder()
                    .url("https://a")
                    .title("t")
                    .quote("q")
                    .range(1, 4)
                    .build(),
            Citation.builder().raw("w", Map.of("k", "v")).build(),
            Media.ofBase64("image/png", "AAAA"),
            Media.ofUrl("image/*", "https://a/p.png"),
            Media.fromBase64("application/pdf", "AAAA").name("a.pdf").build(),
            Media.fromUrl("audio/wav", "https://a")
                    .detail("low")
                    .raw("w", Map.of("id", "x"))
                    .build(),
            Reasoning.of("hm"),
            Reasoning.of("", "signature", Map.of("encrypted_content", "…")),
            ToolCall.of("c1", "wave", Map.of()),
            ToolCall.of("c2", "wave", Map.of("hand", "left"), "{ \"hand\" : \"left\" }"),
            ToolCall.of("c3", "wave", Map.of(), "{\"hand\": \"le"),
            ToolCall.of("c4", "wave", Map.of("n", 1L)).withExtras(Map.of("thought_signature", "s")),
            ToolResult.of("c1", "wave", List.of(new Text("done")), false),
            ToolResult.of("c2", "wave", List.of(new Text("a"), Media.ofBase64("image/png", "AAAA")), true),
            ToolResult.of("c3", "wave", List.of(), false),
            new Opaque("anthropic-messages", Map.of("type", "server_tool_use")),
            new Hint("openai-chat", Map.of("name", "Ada")),
            CacheMark.DEFAULT,
            CacheMark.ONE_HOUR);

    private static LLMRequest read(String json) {
        return CallReader.read(tree(json), LLMRequest.builder()).build();
    }

    @SuppressWarnings("unchecked") // an object has no other names
    private static Map<String, Object> tree(String json) {
        return (Map<String, Object>) JsonParser.read(json);
    }

    /** Through text, as on the wire. */
    private static LLMRequest again(LLMRequest request) {
        return CallReader.read(tree(JsonTreeWriter.of(CallWriter.of(request))), LLMRequest.builder())
                .build();
    }

    @RepeatedTest(50)
    void aConversationStaysTheSame(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Message> messages = new ArrayList<>();
        List<Role> roles = List.of(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.TOOL);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            List<ContentPart> parts = new ArrayList<>();
            for (int j = random.nextInt(6); j > 0; j--) {
                parts.add(PARTS.get(random.nextInt(PARTS.size())));
            }
            messages.add(Message.of(roles.get(random.nextInt(roles.size())), parts));
        }

        assertThat(again(LLMRequest.builder().messages(messages).build()).messages())
                .isEqualTo(messages);
    }

    @Test
    void everyPartStaysTheSame() {
        assertThat(PartReader.all("parts", JsonParser.read(JsonTreeWriter.of(PartWriter.all(PARTS)))))
                .isEqualTo(PARTS);
    }

    @Test
    void toolsFormatFieldsAndValuesStayTheSame() {
        RunConfig profile = RunConfig.builder()
                .temperature(0.5)
                .maxTokens(7)
                .modelParam("top_k", 5L)
                .modelParam("thinking", Map.of("budget", 5L))
                .build();
        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .tools(List.of(
                        Tool.of("a", "", Map.of()),
                        Tool.builder("b")
                                .description("d")
                                .parameters(Map.of("type", "object"))
                                .strict(false)
                                .hints(Map.of("openai-chat", Map.of("x", 1L)))
                                .cacheMark(CacheMark.ONE_HOUR)
                                .build()))
                .toolChoice(ToolChoice.tool("b"))
                .responseFormat(ResponseFormat.jsonSchema("s", Map.of("type", "object")))
                .wireFields(WireFields.NONE
                        .with("openai-chat", Map.of("logprobs", true))
                        .withHints("openai-chat", Map.of("user", "u")))
                .config(RunConfig.builder()
                        .modelName("m")
                        .seed(5)
                        .unsupportedParams(UnsupportedParams.DROP)
                        .withoutDefaults()
                        .build()
                        .mergedOver(profile))
                .build();

        LLMRequest again = again(request);

        assertThat(again.messages()).isEqualTo(request.messages());
        assertThat(again.tools()).isEqualTo(request.tools());
        assertThat(again.toolChoice()).isEqualTo(request.toolChoice());
        assertThat(again.responseFormat()).isEqualTo(request.responseFormat());
        assertThat(again.wireFields().required()).isEqualTo(request.wireFields().required());
        assertThat(again.wireFields().hints()).isEqualTo(request.wireFields().hints());
        RunConfig withTimeout =
                request.config().toBuilder().timeout(again.config().timeout()).build();
        assertThat(again.config()).isEqualTo(withTimeout);
        for (String name : List.of("temperature", "max_tokens", "top_k", "thinking", "seed")) {
            assertThat(again.config().isInherited(name))
                    .as(name)
                    .isEqualTo(request.config().isInherited(name))
                    .isEqualTo(!name.equals("seed"));
        }
    }

    @Test
    void inputsOfEmbeddingsStayTheSame() {
        EmbeddingRequest request = EmbeddingRequest.builder()
                .text("a")
                .input(new EmbeddingInput.Tokens(List.of(1, 2)))
                .dimensions(5)
                .wireFields("openai-embeddings", Map.of("user", "u"))
                .build();

        EmbeddingRequest again = CallReader.read(
                        tree(JsonTreeWriter.of(CallWriter.of(request))), EmbeddingRequest.builder())
                .build();

        assertThat(again.inputs()).isEqualTo(request.inputs());
        assertThat(again.dimensions()).isEqualTo(request.dimensions());
        assertThat(again.wireFields().required()).isEqualTo(request.wireFields().required());
    }

    @Test
    void tagsAndSessionAreWrittenForTheContextAtTheOtherEnd() {
        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .context(CallContext.builder()
                        .tags(Map.of("team", "triage"))
                        .session("s-1")
                        .build())
                .build();

        assertThat(CallWriter.of(request))
                .containsEntry("prompt", "Hello")
                .containsEntry("tags", Map.of("team", "triage"))
                .containsEntry("session", "s-1");
    }

    @Test
    void whatAnAnswerSaysIsTakenBackInItsOwnForm() {
        LLMRequest request = read("""
                {"messages":[{"role":"user","content":"wave"},
                  {"role":"assistant","content":"I will.","reasoning":"hm",
                   "tool_calls":[{"id":"c1","name":"wave","arguments":{"hand":"left"}}]},
                  {"role":"tool","tool_call_id":"c1","content":"waved"}]}""");

        assertThat(request.messages())
                .containsExactly(
                        Message.user("wave"),
                        Message.assistant(List.of(
                                Reasoning.of("hm"),
                                new Text("I will."),
                                ToolCall.of("c1", "wave", Map.of("hand", "left")))),
                        Message.of(Role.TOOL, List.of(ToolResult.of("c1", "wave", List.of(new Text("waved")), false))));
    }

    @Test
    void theFormsOfChatCompletionsAreReadForToolsAndSchemas() {
        LLMRequest request = read("""
                {"prompt":"x","tools":[{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}],
                 "tool_choice":{"type":"function","function":{"name":"a"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}}""");

        assertThat(request.tools()).containsExactly(Tool.of("a", "", Map.of("type", "object")));
        assertThat(request.toolChoice()).contains(ToolChoice.tool("a"));
        assertThat(request.responseFormat().orElseThrow().schema()).isEqualTo(Map.of("type", "object"));
        assertThat(request.responseFormat().orElseThrow().name()).isEqualTo("s");
    }

    @Test
    void anImageMayBeADataUrl() {
        LLMRequest request = read("""
                {"messages":[{"role":"user","content":[{"type":"image","url":"data:image/png;base64,AAAA"}]}]}""");

        assertThat(request.messages().get(0).parts()).containsExactly(Media.ofBase64("image/png", "AAAA"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | prompt is missing; it must be a non-empty string",
                "{\"prompt\":1} | prompt must be a string, got a number",
                "{\"prompt\":\"x\",\"messages\":[]} | prompt and messages exclude each other; send one of them",
                "{\"messages\":[]} | messages must not be empty",
                "{\"messages\":\"x\"} | messages must be an array, got a string",
                "{\"messages\":[1]} | messages[0] must be an object, got a number",
                "{\"messages\":[{\"content\":\"x\"}]} | messages[0].role is missing; it must be a string",
                "{\"messages\":[{\"role\":\"usr\"}]} | messages[0].role must be one of system, user, assistant, tool,"
                        + " got \"usr\"",
                "{\"messages\":[{\"role\":\"user\",\"content\":1}]} | messages[0].content must be a string or an array"
                        + " of parts, got a number",
                "{\"messages\":[{\"role\":\"user\",\"contents\":\"x\"}]} | unknown field `messages[0].contents`; did you"
                        + " mean `content`?",
                "{\"messages\":[{\"role\":\"tool\",\"name\":\"x\"}]} | messages[0].name needs a tool_call_id beside it",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}]} | messages[0].content[0] must"
                        + " have either base64 or url",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"base64\":\"AAAA\"}]}]} |"
                        + " messages[0].content[0].mime_type is missing; it must be a string",
                "{\"prompt\":\"x\",\"tools\":[{\"nam\":\"x\"}]} | unknown field `tools[0].nam`; did you mean `name`?",
                "{\"prompt\":\"x\",\"tools\":[{\"type\":\"mcp\"}]} | tools[0].type must be function, got \"mcp\"",
                "{\"prompt\":\"x\",\"tool_choice\":\"tool\"} | tool_choice must be auto, none, required or an object with"
                        + " the name of a tool",
                "{\"prompt\":\"x\",\"tool_choice\":1} | tool_choice must be an object, got a number",
                "{\"prompt\":\"x\",\"response_format\":{\"type\":1}} | response_format.type must be a string, got a"
                        + " number",
                "{\"prompt\":\"x\",\"config\":1} | config must be an object, got a number"
            })
    void whatIsWrongIsNamed(String body, String message) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
    }

    @Test
    void anUnknownPartIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> read("{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"imag\"}]}]}"))
                .hasMessageStartingWith("messages[0].content[0].type must be one of text, image, audio, file, ")
                .hasMessageEndingWith(", got \"imag\"; did you mean `image`?");
    }
}
