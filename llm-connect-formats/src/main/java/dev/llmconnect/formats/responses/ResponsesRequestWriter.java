package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Role;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.SentDocument;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The body of a Responses request. */
final class ResponsesRequestWriter {
    private static final String TYPE = "type";
    /** Fields with the value they have anyway, which a request has no place for. */
    private static final Map<String, Object> SAYS_NOTHING = Map.of(
            "background", false, "instructions", "", "store", false, "text", Map.of("format", Map.of(TYPE, "text")));

    private ResponsesRequestWriter() {}

    static Map<String, Object> encode(WireCall call) {
        LLMRequest request = call.request();
        List<Message> messages = request.messages();
        Optional<Map<String, Object>> document = request.wireFields().document(ResponsesWire.NAME);
        boolean instructed = messages.size() > 1 && isInstructions(messages.get(0));
        call.checkSamplingOfReasoningModel();
        ResponsesParams params = new ResponsesParams(call);
        BodyBuilder body = new BodyBuilder()
                .reserve("model", "input", "stream")
                .put("model", call.model())
                .put("instructions", instructed ? messages.get(0).text() : null)
                .put("input", input(instructed ? messages.subList(1, messages.size()) : messages, call))
                .putTemperature("temperature", call)
                .putMaxTokens("max_output_tokens", call);
        List<Object> tools = new ArrayList<>();
        request.tools().forEach(tool -> tools.add(tool(tool)));
        tools.addAll(params.tools());
        if (!tools.isEmpty()) {
            body.put("tools", tools);
        }
        request.toolChoice().ifPresent(choice -> body.put("tool_choice", toolChoice(choice)));
        request.responseFormat().ifPresent(format -> body.put("text", Map.of("format", format(format))));
        if (call.streaming()) {
            body.put("stream", true);
        }
        if (document.isEmpty()) {
            body.putDefault("store", false);
        }
        if (!params.include().isEmpty()) {
            body.put("include", params.include());
        }
        Map<String, Object> encoded =
                body.params(params.modelParams()).params(params.wireFields()).build();
        document.ifPresent(sent -> SentDocument.restore(encoded, sent, SAYS_NOTHING));
        return encoded;
    }

    private static Object input(List<Message> messages, WireCall call) {
        List<Object> items = new ResponsesInput(call).encode(messages);
        return items.size() == 1 && items.get(0) instanceof String text ? text : items;
    }

    /** A message that a client sent among the items stays there. */
    private static boolean isInstructions(Message message) {
        return message.raw(ResponsesWire.NAME).map(List::isEmpty).orElse(true)
                && message.role().equals(Role.SYSTEM)
                && message.parts().stream().allMatch(ContentPart.Text.class::isInstance)
                && !message.text().isEmpty();
    }

    private static Map<String, Object> tool(Tool tool) {
        Optional<Map<String, Object>> raw = tool.raw(ResponsesWire.NAME);
        if (raw.isPresent()) {
            return raw.get();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, "function");
        map.put("name", tool.name());
        if (!tool.description().isEmpty()) {
            map.put("description", tool.description());
        }
        map.put("parameters", tool.parameters());
        tool.strict().ifPresent(strict -> map.put("strict", strict));
        map.putAll(tool.hints().getOrDefault(ResponsesWire.NAME, Map.of()));
        return map;
    }

    private static Object toolChoice(ToolChoice choice) {
        if (choice.toolName().isEmpty()) {
            return choice.mode();
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, "function");
        map.put("name", choice.toolName().get());
        return map;
    }

    private static Map<String, Object> format(ResponseFormat format) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, format.type());
        if (format.type().equals("json_schema")) {
            map.put("name", format.name());
            map.put("schema", format.schema());
            format.strict().ifPresent(strict -> map.put("strict", strict));
        }
        return map;
    }
}
