package dev.llmconnect.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.StubProvider;
import java.util.List;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The exact JSON that is sent. */
class GeminiRequestTest {
    private static final String ANSWER = """
            {"candidates":[{"content":{"parts":[{"text":"Hi!"}],"role":"model"},"finishReason":"STOP"}]}""";

    private static final String DEFAULTS = "\"generationConfig\":{\"temperature\":0.7,\"maxOutputTokens\":2000}";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("gemini", "GEMINI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    @Test
    void aPlainPromptSendsTheContractsDefaultsAndTheKeyInAHeaderOnly() {
        stub.answers(200, ANSWER);
        adapter.execute("Hello", RunConfig.defaults());

        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/v1beta/models/gemini-3.5-flash:generateContent");
        assertThat(request.getHeaders().get("x-goog-api-key")).isEqualTo(StubProvider.KEY);
        assertThat(request.getHeaders().get("Authorization")).isNull();
        assertThat(Json.read(request.getBody())).isEqualTo(Json.read("""
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],
                 "generationConfig":{"temperature":0.7,"maxOutputTokens":2000}}"""));
    }

    @Test
    void aStreamIsAskedForInThePathWithTheSameBody() {
        stub.streams("data: " + ANSWER + "\r\n\r\n");
        adapter.stream(LLMRequest.of("Hello")).response();

        RecordedRequest request = stub.request();
        assertThat(request.getTarget()).isEqualTo("/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
        assertThat(Json.read(request.getBody()).object()).containsOnlyKeys("contents", "generationConfig");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro, /v1beta/models/gemini-2.5-pro:generateContent",
        "models/gemini-2.5-pro, /v1beta/models/gemini-2.5-pro:generateContent",
        "google/gemini-2.5-pro, /v1beta/models/gemini-2.5-pro:generateContent",
        "tunedModels/mine-1, /v1beta/tunedModels/mine-1:generateContent",
        "v2/x?key=1#y, /v1beta/models/v2%2Fx%3Fkey%3D1%23y:generateContent"
    })
    void aModelIsOneSegmentOfThePathWhateverItsName(String model, String target) {
        stub.answers(200, ANSWER);
        adapter.execute("Hello", RunConfig.builder().modelName(model).build());
        assertThat(stub.request().getTarget()).isEqualTo(target);
    }

    @Test
    void instructionsAreTakenOutOfTheConversation() {
        sends(
                LLMRequest.builder()
                        .message(Message.system("Be brief."))
                        .message(Message.user("Hello"))
                        .message(Message.assistant("Hi!"))
                        .message(Message.of(new Role("developer"), List.of(new Text("And kind."))))
                        .message(Message.user("And now?")),
                """
                {"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"And kind."}]},
                 "contents":[{"role":"user","parts":[{"text":"Hello"}]},
                             {"role":"model","parts":[{"text":"Hi!"}]},
                             {"role":"user","parts":[{"text":"And now?"}]}],""" + DEFAULTS + "}");
    }

    @Test
    void imagesAndDocumentsGoAlongByValueOrByAddress() {
        sends(
                LLMRequest.builder()
                        .message(Message.user(List.of(
                                new Text("Compare"),
                                Media.ofBytes("image/png", new byte[] {1, 2, 3}),
                                Media.fromBase64("image/*", "/9j/4AAQ")
                                        .detail("high")
                                        .build(),
                                Media.ofUrl("image/*", "https://example.com/a/cat.JPG?x=1"),
                                Media.ofUrl("image/*", "data:image/webp;base64,UklGRg=="),
                                Media.ofUrl("image/*", "https://example.com/picture"),
                                Media.ofUrl("application/pdf", "gs://bucket/paper")))),
                """
                {"contents":[{"role":"user","parts":[
                   {"text":"Compare"},
                   {"inlineData":{"mimeType":"image/png","data":"AQID"}},
                   {"inlineData":{"mimeType":"image/jpeg","data":"/9j/4AAQ"}},
                   {"fileData":{"mimeType":"image/jpeg","fileUri":"https://example.com/a/cat.JPG?x=1"}},
                   {"inlineData":{"mimeType":"image/webp","data":"UklGRg=="}},
                   {"fileData":{"fileUri":"https://example.com/picture"}},
                   {"fileData":{"mimeType":"application/pdf","fileUri":"gs://bucket/paper"}}]}],
                 "generationConfig":{"temperature":0.7,"maxOutputTokens":2000,"mediaResolution":"MEDIA_RESOLUTION_HIGH"}}""");
    }

    @Test
    void toolsAreDeclaredWithTheirJsonSchema() {
        Map<String, Object> schema = Map.of("type", "object", "additionalProperties", false);
        sends(
                LLMRequest.builder()
                        .prompt("Hello")
                        .tools(List.of(Tool.of("weather", "Tells the weather.", schema), Tool.of("now", "", Map.of())))
                        .toolChoice(ToolChoice.tool("weather"))
                        .config(RunConfig.builder()
                                .modelParam("tools", List.of(Map.of("googleSearch", Map.of())))
                                .modelParam("tool_config", Map.of("includeServerSideToolInvocations", true))
                                .build()),
                """
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],
                 "tools":[{"functionDeclarations":[
                    {"name":"weather","description":"Tells the weather.",
                     "parametersJsonSchema":{"type":"object","properties":{},"additionalProperties":false}},
                    {"name":"now"}]},{"googleSearch":{}}],
                 "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["weather"]},
                               "includeServerSideToolInvocations":true},""" + DEFAULTS + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "auto,,AUTO",
        "none,,NONE",
        "required,,ANY",
        "auto,true,VALIDATED",
        "required,true,ANY",
        ",true,VALIDATED"
    })
    void aChoiceAndStrictnessBecomeTheMode(String choice, Boolean strict, String mode) {
        stub.answers(200, ANSWER);
        adapter.execute(LLMRequest.builder()
                .prompt("Hello")
                .tools(List.of(Tool.builder("now")
                        .description("")
                        .parameters(Map.of())
                        .strict(strict)
                        .build()))
                .toolChoice(choice == null ? null : ToolChoice.ofMode(choice))
                .build());
        assertThat(stub.requestBody()
                        .get("toolConfig")
                        .get("functionCallingConfig")
                        .text("mode"))
                .contains(mode);
    }

    @Test
    void aSchemaForTheAnswerIsSentAsJsonSchemaOrToOldModelsAsTheirOwn() {
        ResponseFormat format = ResponseFormat.jsonSchema("person", Map.of("type", "object"));
        sends(LLMRequest.builder().prompt("Hello").responseFormat(format), """
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],
                 "generationConfig":{"temperature":0.7,"maxOutputTokens":2000,
                    "responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}}""");
        RunConfig old = RunConfig.builder().modelName("gemini-2.0-flash").build();
        sends(LLMRequest.builder().prompt("Hello").responseFormat(format).config(old), """
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],
                 "generationConfig":{"temperature":0.7,"maxOutputTokens":2000,
                    "responseMimeType":"application/json","responseSchema":{"type":"object"}}}""");
        sends(LLMRequest.builder().prompt("Hello").responseFormat(ResponseFormat.JSON_OBJECT), """
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],
                 "generationConfig":{"temperature":0.7,"maxOutputTokens":2000,"responseMimeType":"application/json"}}""");
    }

    @Test
    void fieldsOfTheWireGoAlongAndWhatGeminiCannotCarryIsRefused() {
        sends(
                LLMRequest.builder()
                        .prompt("Hello")
                        .wireFields("gemini-generate", Map.of("cachedContent", "cachedContents/1")),
                """
                {"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"cachedContent":"cachedContents/1",""" + DEFAULTS + "}");
        refuses(
                LLMRequest.builder().message(Message.user(List.of(new Opaque("anthropic", Map.of())))),
                "gemini does not support a part of kind anthropic here");
        refuses(
                LLMRequest.builder().message(Message.of(new Role("critic"), List.of(new Text("Bad.")))),
                "gemini does not support a message of the role critic");
        refuses(
                LLMRequest.builder()
                        .message(Message.user(List.of(
                                Media.fromUrl("image/png", "https://x.example/1")
                                        .detail("low")
                                        .build(),
                                Media.fromUrl("image/png", "https://x.example/2")
                                        .detail("high")
                                        .build()))),
                "gemini does not support images of different detail in one request");
    }

    private void sends(LLMRequest.Builder request, String json) {
        stub.answers(200, ANSWER);
        adapter.execute(request.build());
        JsonNode body = stub.requestBody();
        assertThat(body).as(Json.text(body.raw())).isEqualTo(Json.read(json));
    }

    private void refuses(LLMRequest.Builder request, String message) {
        assertThatThrownBy(() -> adapter.execute(request.build()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(message);
        assertThat(stub.server().getRequestCount()).as("calls").isLessThanOrEqualTo(1);
    }
}
