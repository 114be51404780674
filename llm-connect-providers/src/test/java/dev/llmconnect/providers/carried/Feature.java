package dev.llmconnect.providers.carried;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
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
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Something a caller may ask for.
 *
 * @param name the head of its column
 * @param without the request that does not ask for it
 * @param with what is added to that request
 * @param mark what the body then holds; empty: it only has to be another body
 */
record Feature(
        String name, UnaryOperator<LLMRequest.Builder> without, UnaryOperator<LLMRequest.Builder> with, String mark) {
    private static final String MARK = "the-mark";
    private static final String BYTES =
            Base64.getEncoder().encodeToString("%PDF-1.4 the mark".getBytes(StandardCharsets.UTF_8));
    private static final Tool TOOL = tool(null);
    private static final ToolCall CALL =
            ToolCall.of("call_1", "weather", Map.of("city", "Oslo"), "{\"city\":\"Oslo\"}");

    /** Messages and their parts. */
    static final List<Feature> MESSAGES = List.of(
            marked("system", request -> request.message(Message.system(MARK)).prompt("Hi")),
            marked(
                    "multi-turn",
                    request -> request.message(Message.user("Who?"))
                            .message(Message.assistant(MARK))
                            .prompt("Hi")),
            media("image by URL", "image/png", false),
            media("image", "image/png", true),
            new Feature("image detail", said(file("image/png", null)), said(file("image/png", "high")), ""),
            media("PDF by URL", "application/pdf", false),
            media("PDF", "application/pdf", true),
            new Feature(
                    "file name",
                    said(Media.ofBase64("application/pdf", BYTES)),
                    said(Media.fromBase64("application/pdf", BYTES)
                            .name(MARK + ".pdf")
                            .build()),
                    MARK),
            media("audio", "audio/wav", true),
            new Feature(
                    "reasoning of another model",
                    answered(new Text("It is me.")),
                    answered(Reasoning.of(MARK), new Text("It is me.")),
                    MARK));

    /** Tools and the response format. */
    static final List<Feature> TOOLS = List.of(
            new Feature("tools", Feature::prompt, request -> prompt(request).tools(List.of(TOOL)), "tells the weather"),
            new Feature(
                    "strict tools",
                    Feature::withTool,
                    request -> prompt(request).tools(List.of(tool(true))),
                    ""),
            choice("tool choice: none", ToolChoice.NONE),
            choice("tool choice: required", ToolChoice.REQUIRED),
            choice("tool choice: one tool", ToolChoice.tool("weather")),
            new Feature("tool results", Feature::withTool, result(false, new Text(MARK)), MARK),
            new Feature("failed tool results", result(false, new Text(MARK)), result(true, new Text(MARK)), ""),
            new Feature("images in tool results", Feature::withTool, result(false, file("image/png", null)), BYTES),
            new Feature(
                    "JSON schema",
                    Feature::prompt,
                    request -> prompt(request)
                            .responseFormat(ResponseFormat.jsonSchema(
                                    "person",
                                    Map.of("type", "object", "properties", Map.of(MARK, Map.of("type", "string"))))),
                    MARK),
            new Feature(
                    "JSON object",
                    Feature::prompt,
                    request -> prompt(request).responseFormat(ResponseFormat.JSON_OBJECT),
                    ""));

    /** {@code model_params}. */
    static final List<Feature> PARAMS = List.of(
            param("reasoning_effort", "low", ""),
            param("top_p", 0.125, "0.125"),
            param("top_k", 17, "17"),
            param("stop", MARK, MARK),
            param("seed", 7654321, "7654321"),
            param("frequency_penalty", 0.375, "0.375"),
            param("logit_bias", Map.of("1234", -100), "1234"),
            param("n", 3, ""),
            param("parallel_tool_calls", false, "", Feature::withTool));

    private static Feature marked(String name, UnaryOperator<LLMRequest.Builder> with) {
        return new Feature(name, Feature::prompt, with, MARK);
    }

    private static Feature media(String name, String type, boolean bytes) {
        String url = "https://files.example/" + MARK;
        ContentPart part = bytes ? Media.ofBase64(type, BYTES) : Media.ofUrl(type, url);
        return new Feature(name, Feature::prompt, said(part), bytes ? BYTES : url);
    }

    private static Feature choice(String name, ToolChoice choice) {
        return new Feature(name, Feature::withTool, request -> withTool(request).toolChoice(choice), "");
    }

    private static Feature param(String name, Object value, String mark) {
        return param(name, value, mark, Feature::prompt);
    }

    private static Feature param(String name, Object value, String mark, UnaryOperator<LLMRequest.Builder> without) {
        UnaryOperator<LLMRequest.Builder> with = request -> {
            LLMRequest plain = without.apply(request).build();
            return plain.toBuilder()
                    .config(plain.config().toBuilder()
                            .modelParams(Map.of(name, value))
                            .build());
        };
        return new Feature("`" + name + "`", without, with, mark);
    }

    private static LLMRequest.Builder prompt(LLMRequest.Builder request) {
        return request.prompt("Hi");
    }

    private static LLMRequest.Builder withTool(LLMRequest.Builder request) {
        return prompt(request).tools(List.of(TOOL));
    }

    private static UnaryOperator<LLMRequest.Builder> said(ContentPart part) {
        return request -> request.message(Message.user(List.of(new Text("Look"), part)));
    }

    private static UnaryOperator<LLMRequest.Builder> answered(ContentPart... parts) {
        return request -> request.message(Message.user("Who?"))
                .message(Message.assistant(List.of(parts)))
                .prompt("Hi");
    }

    private static UnaryOperator<LLMRequest.Builder> result(boolean failed, ContentPart part) {
        return request -> withTool(request)
                .message(Message.assistant(List.of(CALL)))
                .message(Message.of(Role.TOOL, List.of(ToolResult.of(CALL.id(), CALL.name(), List.of(part), failed))));
    }

    private static Media file(String type, @Nullable String detail) {
        return Media.fromBase64(type, BYTES).detail(detail).build();
    }

    private static Tool tool(@Nullable Boolean strict) {
        Map<String, Object> city = Map.of("type", "object", "properties", Map.of("city", Map.of("type", "string")));
        return Tool.builder("weather")
                .description("tells the weather")
                .parameters(city)
                .strict(strict)
                .build();
    }
}
