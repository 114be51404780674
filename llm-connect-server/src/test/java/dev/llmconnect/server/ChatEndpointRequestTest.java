package dev.llmconnect.server;

import static dev.llmconnect.server.OpenAIClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFormat;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a chat request becomes on its way to the adapter. */
class ChatEndpointRequestTest {
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    private static final String CHAT = WireFormat.OPENAI_CHAT;

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    private final OpenAIClient client = new OpenAIClient(SERVER);

    private LLMRequest asked(String fields) {
        HttpResponse<String> response = client.chat(fields);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return SERVER.adapter.onlyRequest();
    }

    private List<ContentPart> parts(String message) {
        return asked("\"messages\":[" + message + "]").messages().get(0).parts();
    }

    @Test
    void nothingIsAskedForThatTheClientDidNotSay() {
        LLMRequest request = asked(HI);

        assertThat(request.config().usesDefaults()).isFalse();
        assertThat(request.config().toMap()).isEqualTo(Map.of("model_name", "m"));
        assertThat(request.wireFields(CHAT)).isEmpty();
        assertThat(request.messages()).containsExactly(Message.user("Hi"));
    }

    @Test
    void whatEveryWireFormatKnowsBecomesAValueOfTheCall() {
        LLMRequest request = asked(HI + ",\"temperature\":0.5,\"max_completion_tokens\":7,\"top_p\":0.9,\"seed\":3,"
                + "\"stop\":[\"a\"],\"reasoning_effort\":\"low\",\"verbosity\":\"high\",\"presence_penalty\":0.5,"
                + "\"parallel_tool_calls\":false,\"n\":1,\"frequency_penalty\":null");

        assertThat(request.config().temperatureIfSet()).contains(0.5);
        assertThat(request.config().maxTokensIfSet()).contains(7);
        assertThat(request.config().modelParams())
                .containsOnlyKeys(
                        "top_p",
                        "seed",
                        "reasoning_effort",
                        "verbosity",
                        "stop",
                        "presence_penalty",
                        "parallel_tool_calls",
                        "n");
        assertThat(request.wireFields(CHAT)).isEmpty();
    }

    @Test
    void whatChangesTheAnswerMustBeCarriedAndTheRestMayBeLeftOut() {
        LLMRequest request =
                asked(HI + ",\"logprobs\":true,\"top_logprobs\":2,\"logit_bias\":{\"5\":1},\"brand_new\":[1],"
                        + "\"service_tier\":\"flex\",\"modalities\":[\"text\",\"audio\"],\"user\":\"u\",\"store\":false,"
                        + "\"metadata\":{\"a\":\"b\"},\"presence_penalty\":0,\"parallel_tool_calls\":true,"
                        + "\"stream\":true,\"stream_options\":{\"include_obfuscation\":false}");

        assertThat(request.wireFields().foreignTo("another")).containsExactlyInAnyOrder("logit_bias", "modalities");
        assertThat(request.wireFields().foreignHintsTo("another"))
                .containsExactlyInAnyOrder(
                        "user",
                        "store",
                        "metadata",
                        "presence_penalty",
                        "parallel_tool_calls",
                        "stream_options",
                        "logprobs",
                        "top_logprobs",
                        "brand_new",
                        "service_tier");
        assertThat(request.wireFields(CHAT)).containsEntry("brand_new", List.of(1L));
    }

    @Test
    void aConversationWithTools() {
        LLMRequest request = asked("""
                "messages":[{"role":"developer","content":"Be brief."},
                 {"role":"user","name":"ann","content":"2+2?"},
                 {"role":"assistant","content":null,"refusal":null,"reasoning_content":"hm",
                  "tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\\"a\\":2}"},
                   "extra_content":{"x":1},"index":0}]},
                 {"role":"tool","tool_call_id":"c1","content":[{"type":"text","text":"4"}]}]""");

        assertThat(request.messages())
                .containsExactly(
                        Message.system("Be brief."),
                        Message.of(Role.USER, List.of(new Hint(CHAT, Map.of("name", "ann")), new Text("2+2?"))),
                        Message.of(
                                Role.ASSISTANT,
                                List.of(
                                        Reasoning.of("hm"),
                                        ToolCall.of("c1", "add", Map.of("a", 2L), "{\"a\":2}")
                                                .withExtras(Map.of("extra_content", Map.of("x", 1L))),
                                        new Hint(CHAT, Map.of("index", 0L)))),
                        Message.of(Role.TOOL, List.of(ToolResult.of("c1", "add", List.of(new Text("4")), false))));
    }

    @Test
    void partsOfEveryKind() {
        List<ContentPart> parts = parts("""
                {"role":"user","content":[
                 {"type":"text","text":"Look","cache_control":{"type":"ephemeral"}},
                 {"type":"image_url","image_url":{"url":"https://a.example/b.png","detail":"low"}},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,QUJD"}},
                 {"type":"input_audio","input_audio":{"data":"QUJD","format":"mp3"}},
                 {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QUJD"}},
                 {"type":"file","file":{"file_id":"file-1"}},
                 {"type":"hologram","hologram":{"z":1}}]}""");

        assertThat(parts)
                .containsExactly(
                        new Text("Look"),
                        new Hint(CHAT, Map.of("cache_control", Map.of("type", "ephemeral"))),
                        CacheMark.DEFAULT,
                        Media.fromUrl("image/*", "https://a.example/b.png")
                                .detail("low")
                                .build(),
                        Media.ofBase64("image/png", "QUJD"),
                        Media.ofBase64("audio/mpeg", "QUJD"),
                        Media.fromBase64("application/pdf", "QUJD")
                                .name("a.pdf")
                                .build(),
                        new Opaque(CHAT, Map.of("type", "file", "file", Map.of("file_id", "file-1"))),
                        new Opaque(CHAT, Map.of("type", "hologram", "hologram", Map.of("z", 1L))));
    }

    @Test
    void aRefusalThatComesBackIsWordsForEveryoneAndARefusalForThoseWhoKnowIt() {
        assertThat(parts("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"no\"}"))
                .containsExactly(new Text("no"), new Hint(CHAT, Map.of("refusal", "no")));
    }

    @Test
    void toolsChoicesAndFormats() {
        LLMRequest request = asked(HI + """
                ,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},
                  "strict":true,"extra":1},"cache_control":{"a":1}},{"type":"custom","custom":{"name":"c"}}],
                 "tool_choice":{"type":"function","function":{"name":"f"}},
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"},
                  "description":"why"}}""");

        assertThat(request.tools())
                .containsExactly(Tool.builder("f")
                        .description("d")
                        .parameters(Map.of("type", "object"))
                        .strict(true)
                        .hints(Map.of(CHAT, Map.of("cache_control", Map.of("a", 1L), "function", Map.of("extra", 1L))))
                        .build());
        assertThat(request.toolChoice()).contains(ToolChoice.tool("f"));
        assertThat(request.responseFormat())
                .contains(ResponseFormat.builder("json_schema")
                        .name("n")
                        .schema(Map.of("type", "object"))
                        .build());
        assertThat(request.wireFields().foreignTo("another")).containsExactly("tools");
        assertThat(request.wireFields(CHAT))
                .containsEntry("response_format", Map.of("json_schema", Map.of("description", "why")));
    }

    @ParameterizedTest
    @CsvSource({"auto", "none", "required"})
    void aToolChoiceInAWord(String mode) {
        assertThat(asked(HI + ",\"tool_choice\":\"" + mode + "\"").toolChoice()).contains(ToolChoice.ofMode(mode));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"auto\",\"tools\":[]}}",
                "{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}"
            })
    void aToolChoiceThatOnlyThisFormatKnowsIsCarriedAsItIs(String choice) {
        LLMRequest request = asked(HI + ",\"tool_choice\":" + choice);

        assertThat(request.toolChoice()).isEmpty();
        assertThat(request.wireFields(CHAT)).containsEntry("tool_choice", OpenAIClient.json(choice));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "n":0                                                   | n
            "n":129                                                 | n
            "n":1.5                                                 | n
            "temperature":"hot"                                     | temperature
            "temperature":3                                         | temperature
            "max_tokens":0                                          | max_tokens
            "max_tokens":1.5                                        | max_tokens
            "max_tokens":1,"max_completion_tokens":2                | max_tokens
            "stop":{}                                               | stop
            "stream":"yes"                                          | stream
            "stream_options":{}                                     | stream_options
            "tools":[{"type":"function"}]                           | tools[0].function
            "tools":{}                                              | tools
            "tool_choice":"maybe"                                   | tool_choice
            "response_format":{"type":"json_schema"}                | response_format.json_schema
            "functions":{}                                          | functions
            "functions":[],"tools":[]                               | functions
            "function_call":"auto","tool_choice":"auto"             | function_call
            "logprobs":1                                            | logprobs
            "user":1                                                | user
            """)
    void aWrongFieldIsNamedAsOpenAINamesIt(String field, String param) {
        HttpResponse<String> response = client.chat(HI + "," + field);

        assertThat(response.statusCode()).isEqualTo(400);
        Map<String, Object> error = OpenAIClient.json(response.body());
        assertThat(at(error, "error.param")).isEqualTo(param);
        assertThat(at(error, "error.type")).isEqualTo("invalid_request_error");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                                                              | messages
            {}                                                              | messages
            ["Hi"]                                                          | messages[0]
            [{"content":"Hi"}]                                              | messages[0].role
            [{"role":"robot","name":"f","content":"x"}]                     | messages[0].role
            [{"role":"user"}]                                               | messages[0].content
            [{"role":"assistant","content":null}]                           | messages[0].content
            [{"role":"tool","content":"x"}]                                 | messages[0].tool_call_id
            [{"role":"user","content":[{"type":"text"}]}]                   | messages[0].content[0].text
            [{"role":"user","content":[{"type":"image_url","image_url":7}]}] | messages[0].content[0].image_url
            [{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:x"}}]}] | messages[0].content[0].image_url.url
            [{"role":"assistant","tool_calls":[{"id":"c"}]}]                | messages[0].tool_calls[0].function
            """)
    void aWrongMessageIsNamedByItsPlace(String messages, String param) {
        HttpResponse<String> response = client.chat("\"messages\":" + messages);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(OpenAIClient.json(response.body()), "error.param")).isEqualTo(param);
    }

    @Test
    void aRequestWithoutAModelIsRefused() {
        HttpResponse<String> response = client.post("/v1/chat/completions", "{" + HI + "}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(at(OpenAIClient.json(response.body()), "error.param")).isEqualTo("model");
    }
}
