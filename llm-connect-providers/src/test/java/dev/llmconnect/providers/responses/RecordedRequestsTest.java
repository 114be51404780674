package dev.llmconnect.providers.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.responses.MessagePhase;
import dev.llmconnect.formats.responses.ResponsesWire;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.corpus.Corpus;
import dev.llmconnect.providers.corpus.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the official SDKs sent and a provider accepted, is what is sent here for the same conversation. */
class RecordedRequestsTest {
    @Test
    void theSameConversationIsSentAsTheOfficialSdksSendIt() {
        int compared = 0;
        List<String> different = new ArrayList<>();
        try (StubProvider stub = new StubProvider();
                LLMAdapter adapter = stub.adapter("openai-responses", "OPENAI_API_KEY")) {
            for (Recording recording : Corpus.recordings()) {
                JsonNode body = recording.request().get("body");
                // Without input the words are a template that the provider has stored.
                boolean asks =
                        body.filled("input").isPresent() || !body.items("input").isEmpty();
                if (recording.wire().equals("openai-responses") && recording.successful() && asks) {
                    stub.answers(200, "{\"status\":\"completed\",\"output\":[]}");
                    adapter.execute(request(body));
                    JsonNode sent = stub.requestBody();
                    compared++;
                    if (!common(sent).equals(common(body))) {
                        different.add(recording + "\n  sent     " + Json.text(common(sent)) + "\n  recorded "
                                + Json.text(common(body)));
                    }
                }
            }
        }
        System.out.printf("requests openai-responses: %d of %d as recorded%n", compared - different.size(), compared);
        assertThat(different).isEmpty();
        assertThat(compared).isPositive();
    }

    /** The call that a caller of ours would make. */
    private static LLMRequest request(JsonNode body) {
        LLMRequest.Builder request = LLMRequest.builder();
        body.filled("instructions").ifPresent(text -> request.message(Message.system(text)));
        body.text("input").ifPresent(request::prompt);
        body.items("input").forEach(item -> request.message(message(item)));
        List<Tool> tools = new ArrayList<>();
        for (JsonNode tool : body.items("tools")) {
            if (tool.textOrEmpty("type").equals("function")) {
                tools.add(Tool.builder(tool.textOrEmpty("name"))
                        .description(tool.textOrEmpty("description"))
                        .parameters(tool.object("parameters"))
                        .strict((Boolean) tool.get("strict").raw())
                        .build());
            }
        }
        JsonNode format = body.get("text").get("format");
        if (format.exists()) {
            request.responseFormat(ResponseFormat.builder(format.textOrEmpty("type"))
                    .name(format.textOrEmpty("name"))
                    .schema(format.object("schema"))
                    .strict((Boolean) format.get("strict").raw())
                    .build());
        }
        return request.tools(tools).build();
    }

    private static Message message(JsonNode item) {
        return switch (item.textOrEmpty("type")) {
            case "function_call" ->
                Message.assistant(List.of(ToolCall.of(
                        item.textOrEmpty("call_id"),
                        item.textOrEmpty("name"),
                        Map.of(),
                        item.textOrEmpty("arguments"))));
            case "function_call_output" ->
                Message.of(
                        Role.TOOL,
                        List.of(ToolResult.of(item.textOrEmpty("call_id"), "", parts(item.get("output")), false)));
            case "reasoning" -> Message.assistant(List.of(Reasoning.of("", null, item.object())));
            case "", "message" -> said(item);
            default -> Message.assistant(List.of(new Opaque(ResponsesWire.NAME, item.object())));
        };
    }

    private static Message said(JsonNode item) {
        List<ContentPart> parts = new ArrayList<>();
        MessagePhase.mark(item).ifPresent(parts::add);
        parts.addAll(parts(item.get("content")));
        return Message.of(new Role(item.textOrEmpty("role")), parts);
    }

    private static List<ContentPart> parts(JsonNode content) {
        if (content.isText()) {
            return List.of(new Text(content.text().orElseThrow()));
        }
        return content.items().stream().map(RecordedRequestsTest::part).toList();
    }

    private static ContentPart part(JsonNode part) {
        return switch (part.textOrEmpty("type")) {
            case "input_image" ->
                Media.fromUrl("image/*", part.textOrEmpty("image_url"))
                        .detail(part.text("detail").orElse(null))
                        .build();
            case "input_file" ->
                part.has("file_url")
                        ? Media.ofUrl("application/pdf", part.textOrEmpty("file_url"))
                        : new Opaque(ResponsesWire.NAME, part.object());
            case "refusal" -> new Opaque(ResponsesWire.NAME, part.object());
            default -> new Text(part.textOrEmpty("text"));
        };
    }

    /** What both must have in common, in one of the spellings that the format allows. */
    private static Map<String, Object> common(JsonNode body) {
        Map<String, Object> common = new LinkedHashMap<>();
        List<Object> input = new ArrayList<>();
        body.text("input").ifPresent(text -> input.add(Map.of("role", "user", "content", text)));
        body.items("input").forEach(item -> item(item).ifPresent(input::add));
        String instructions = body.textOrEmpty("instructions");
        if (instructions.isEmpty()
                && JsonNode.of(input).at(0).textOrEmpty("role").equals("system")) {
            instructions = JsonNode.of(input.remove(0)).textOrEmpty("content");
        }
        common.put("input", input);
        common.put("instructions", instructions);
        common.put(
                "tools",
                body.items("tools").stream()
                        .filter(tool -> tool.textOrEmpty("type").equals("function"))
                        .map(tool -> without(tool.object()))
                        // Of OpenAI's search for tools, which no other format knows.
                        .peek(tool -> tool.remove("defer_loading"))
                        .toList());
        common.put("format", without(body.get("text").object("format")));
        return common;
    }

    private static Optional<Object> item(JsonNode item) {
        boolean bare = item.textOrEmpty("type").equals("reasoning")
                && item.filled("encrypted_content").isEmpty()
                && item.items("content").isEmpty();
        if (bare) {
            // It stands for something that OpenAI has stored, which we never ask for.
            return Optional.empty();
        }
        Map<String, Object> same = without(item.object());
        if (item.textOrEmpty("type").equals("message")) {
            same.remove("type");
        }
        same.remove("status");
        if (item.filled("encrypted_content").isPresent()) {
            same.remove("content");
        }
        if (item.has("call_id") || item.has("role") || item.textOrEmpty("type").equals("reasoning")) {
            same.remove("id");
        }
        List<JsonNode> content = item.items("content");
        if (content.size() == 1 && content.get(0).has("text")) {
            same.put("content", content.get(0).textOrEmpty("text"));
        }
        return Optional.of(same);
    }

    /** Without what is {@code null} or empty, which means the same as not to be there. */
    private static Map<String, Object> without(Map<String, Object> map) {
        Map<String, Object> rest = new LinkedHashMap<>(map);
        rest.values().removeIf(value -> value == null || value.equals(""));
        return rest;
    }
}
