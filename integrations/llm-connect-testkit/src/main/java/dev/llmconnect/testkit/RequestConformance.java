package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of requests: the provider receives everything, or the call is refused. */
abstract class RequestConformance extends StubbedProvider {
    private static final Map<String, Object> SCHEMA = Map.of(
            "type",
            "object",
            "properties",
            Map.of("kit_field", Map.of("type", "string")),
            "required",
            List.of("kit_field"),
            "additionalProperties",
            false);
    /** Formats whose fields an adapter may claim to evaluate, and one that nobody knows. */
    private static final List<String> FORMATS = List.of(
            "kit-format",
            WireFormat.OPENAI_CHAT,
            WireFormat.OPENAI_RESPONSES,
            WireFormat.ANTHROPIC_MESSAGES,
            WireFormat.GEMINI_GENERATE,
            WireFormat.OLLAMA_CHAT);

    private static final Tool TOOL = Tool.of("kit_tool", "a tool of the kit", SCHEMA);

    @ParameterizedTest
    @EnumSource
    protected void aPromptArrivesWordForWord(CallMode mode) throws Exception {
        String words = "Grüße, 漢字 and 😀: \"quoted\", back\\slash,\nnext\tline </script>";

        mode.ask(adapter(), prompt(words).build());

        assertThat(stub.received()).hasSize(1);
        assertThat(stub.lastReceived().everything()).contains(words);
    }

    @ParameterizedTest
    @EnumSource
    protected void theProviderIsAskedBelowItsBaseUrl(CallMode mode) throws Exception {
        mode.ask(adapter(), hello());

        assertThat(stub.lastReceived().target()).startsWith(ProviderStub.PATH);
    }

    @Test
    protected void aConversationArrivesInItsOrderOrIsRefused() {
        LLMRequest request = prompt("kit-first")
                .message(Message.assistant("kit-second"))
                .message(Message.user("kit-third"))
                .build();
        if (isSent(request)) {
            assertThat(stub.lastReceived().everything()).containsSubsequence("kit-first", "kit-second", "kit-third");
        }
    }

    @Test
    protected void aSystemMessageIsSentOrRefused() {
        assertSentOrRefused(
                LLMRequest.builder()
                        .message(Message.system("kit-instructions"))
                        .prompt("Hello")
                        .config(config().build())
                        .build(),
                "kit-instructions");
    }

    @Test
    protected void valuesThatTheCallerSetAreSentOrRefused() {
        assertSentOrRefused(set(config().temperature(0.2357)), "0.2357");
        assertSentOrRefused(set(config().maxTokens(23457)), "23457");
        assertSentOrRefused(set(config().modelName("kit-other-model")), "kit-other-model");
    }

    @Test
    protected void aModelParameterThatNobodyKnowsIsSentOrRefused() {
        assertSentOrRefused(set(config().modelParam("kit_parameter", "kit-value")), "kit_parameter", "kit-value");
        assertSentOrRefused(
                set(config().modelParam("kit_nested", Map.of("kit_inner", List.of(47113)))),
                "kit_nested",
                "kit_inner",
                "47113");
    }

    @Test
    protected void toolsAreSentOrRefused() {
        assertSentOrRefused(prompt("Hello").tools(List.of(TOOL)).build(), "kit_tool", "a tool of the kit", "kit_field");
    }

    @Test
    protected void theChoiceOfAToolIsSentOrRefused() {
        LLMRequest.Builder request = prompt("Hello").tools(List.of(TOOL));
        if (isSent(request.build())) {
            String unforced = stub.lastReceived().body();
            boolean forced =
                    isSent(request.toolChoice(ToolChoice.tool("kit_tool")).build());

            assertThat(!forced || !stub.lastReceived().body().equals(unforced))
                    .as("a choice makes a difference to what the provider was asked: %s", unforced)
                    .isTrue();
        }
    }

    @Test
    protected void theResultOfAToolIsSentOrRefused() {
        ToolCall call = ToolCall.of(
                "kit-call-1", "kit_tool", Map.of("kit_field", "kit-argument"), "{\"kit_field\":\"kit-argument\"}");

        assertSentOrRefused(
                prompt("Hello")
                        .tools(List.of(TOOL))
                        .message(Message.assistant(List.of(call)))
                        .message(Message.toolResult(call, "kit-result"))
                        .build(),
                "kit_tool",
                "kit-argument",
                "kit-result");
    }

    @Test
    protected void aSchemaOfTheAnswerIsSentOrRefused() {
        assertSentOrRefused(
                prompt("Hello")
                        .responseFormat(ResponseFormat.jsonSchema("kit_schema", SCHEMA))
                        .build(),
                "kit_field");
    }

    @Test
    protected void picturesAndDocumentsAreSentOrRefused() {
        byte[] bytes = "kit-picture".getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);

        assertSentOrRefused(with(ContentPart.Media.ofBytes("image/png", bytes)), base64);
        assertSentOrRefused(
                with(ContentPart.Media.ofUrl("image/png", "https://kit.example/p.png")), "kit.example/p.png");
        assertSentOrRefused(
                with(ContentPart.Media.fromBase64("application/pdf", base64)
                        .name("kit.pdf")
                        .build()),
                base64);
    }

    @Test
    protected void aFieldOfAnApiFormatIsSentOrRefused() {
        for (String format : FORMATS) {
            LLMRequest request = prompt("Hello")
                    .wireFields(format, Map.of("kit_format_field", "kit-format-value"))
                    .build();
            if (isSent(CheckedAdapter.of(adapter()), request)) {
                assertThat(stub.lastReceived().everything())
                        .as("what the provider was asked with a field of " + format)
                        .contains("kit_format_field", "kit-format-value");
            }
        }
    }

    @Test
    protected void aHintOfAnApiFormatIsSentOrReported() {
        for (String format : FORMATS) {
            LLMRequest request = prompt("Hello")
                    .wireFields(WireFields.NONE.withHints(format, Map.of("kit_format_hint", "kit-hint-value")))
                    .build();

            LLMResponse response = CheckedAdapter.of(adapter()).execute(request);

            if (!stub.lastReceived().everything().contains("kit-hint-value")) {
                assertThat(response.metadata().droppedParams())
                        .as("dropped_params of a request with a hint of " + format)
                        .contains("kit_format_hint");
            }
        }
    }

    private LLMRequest set(RunConfig.Builder values) {
        return prompt("Hello").config(values.build()).build();
    }

    private LLMRequest with(ContentPart part) {
        return LLMRequest.builder()
                .message(Message.user(List.of(new ContentPart.Text("Hello"), part)))
                .config(config().build())
                .build();
    }

    /** Asserts that all words reach the provider, or that the call is refused before a request is sent. */
    private void assertSentOrRefused(LLMRequest request, String... words) {
        if (isSent(request)) {
            assertThat(stub.lastReceived().everything())
                    .as("what the provider was asked")
                    .contains(words);
        }
    }

    /** Whether a request was sent; otherwise the call was refused with a reason. */
    private boolean isSent(LLMRequest request) {
        return isSent(adapter(), request);
    }

    private boolean isSent(LLMAdapter adapter, LLMRequest request) {
        int askedBefore = stub.received().size();
        Throwable refusal = catchThrowable(() -> CallMode.EXECUTE.ask(adapter, request));
        if (refusal == null) {
            return true;
        }
        assertThat(refusal).as("the refusal").isInstanceOf(LLMException.class);
        assertThat(refusal).as("the refusal").message().isNotBlank();
        assertThat(stub.received())
                .as("what the provider was asked, although the call was refused: " + refusal)
                .hasSize(askedBefore);
        return false;
    }
}
