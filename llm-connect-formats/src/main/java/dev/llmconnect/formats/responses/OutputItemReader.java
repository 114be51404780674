package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.ToolArguments;
import dev.llmconnect.formats.wire.ToolCallIds;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One item of a response's {@code output}.
 *
 * @param json the item as the provider wrote it
 */
record OutputItemReader(JsonNode json) {
    /** Between the paragraphs of a summary, and between the reasoning before and after a tool call. */
    static final String PARAGRAPH = "\n\n";

    static final String CUSTOM = "custom";

    private static final String IMAGE = "image_generation_call";
    private static final String FUNCTION_CALL = "function_call";
    private static final String CUSTOM_TOOL_CALL = "custom_tool_call";
    /** What a call carries beyond its own, and is to be sent back with. */
    private static final List<String> CALL_EXTRAS = List.of("namespace", "caller");

    /**
     * An item of an answer; a call that has neither an id of its own nor one for its result gets one of ours.
     *
     * @param response the response it is in, as far as it is known
     * @param index which item of the output it is
     */
    static OutputItemReader of(JsonNode json, JsonNode response, long index, WireCall call) {
        OutputItemReader item = new OutputItemReader(json);
        boolean isCall = item.type().equals(FUNCTION_CALL) || item.type().equals(CUSTOM_TOOL_CALL);
        if (!isCall || !item.callId().isEmpty()) {
            return item;
        }
        Map<String, Object> named = new LinkedHashMap<>(json.object());
        named.put("call_id", ToolCallIds.of(call, response.textOrEmpty("id"), (int) index));
        return new OutputItemReader(JsonNode.of(named));
    }

    /** The items of a response that is all there. */
    static List<OutputItemReader> all(JsonNode response, WireCall call) {
        List<JsonNode> output = response.items("output");
        List<OutputItemReader> items = new ArrayList<>(output.size());
        for (int i = 0; i < output.size(); i++) {
            items.add(of(output.get(i), response, i, call));
        }
        return items;
    }

    String type() {
        return json.textOrEmpty("type");
    }

    /** Its id; Bedrock names it otherwise where it is a function call. */
    String id() {
        return json.filled("id").orElseGet(() -> json.textOrEmpty("item_id"));
    }

    /** Whether the model says something in it; a compaction repeats what others said. */
    boolean isMessage() {
        return type().equals("message")
                && json.text("role").map("assistant"::equals).orElse(true);
    }

    /** Whether its arguments are JSON, and not any text. */
    boolean isFunctionCall() {
        return type().equals(FUNCTION_CALL);
    }

    boolean isReasoning() {
        return type().equals("reasoning");
    }

    /** Whether it wants the caller to run one of the caller's own tools. All other calls are the provider's to run. */
    boolean isCall(JsonNode response) {
        return type().equals(FUNCTION_CALL) || (type().equals(CUSTOM_TOOL_CALL) && customToolsAreTheCallers(response));
    }

    /** xAI names a step of its own search like a custom tool; its list of tools, repeated in the response, has none then. */
    private static boolean customToolsAreTheCallers(JsonNode response) {
        List<JsonNode> tools = response.items("tools");
        return tools.isEmpty()
                || tools.stream()
                        .map(tool -> tool.textOrEmpty("type"))
                        .anyMatch(type -> type.equals(CUSTOM) || type.equals("namespace"));
    }

    /**
     * Its parts in an answer.
     *
     * @param reasoned whether reasoning came before, from which this item's stands apart as another paragraph
     */
    List<ContentPart> parts(JsonNode response, boolean reasoned) {
        if (isMessage()) {
            return said();
        }
        if (isReasoning()) {
            return List.of(reasoning(reasoned));
        }
        if (type().equals(IMAGE)) {
            return List.of(image());
        }
        if (isCall(response)) {
            return List.of(call());
        }
        boolean another = !type().isEmpty() && !type().equals("message");
        return another ? List.of(new Opaque(ResponsesWire.NAME, json.object())) : List.of();
    }

    private List<ContentPart> said() {
        List<ContentPart> parts = new ArrayList<>();
        MessagePhase.mark(json).ifPresent(parts::add);
        for (JsonNode part : json.items("content")) {
            String words = part.textOrEmpty("text");
            if (!words.isEmpty()) {
                parts.add(new Text(words));
            } else if (part.filled("refusal").isPresent()) {
                parts.add(new Refusal(part.textOrEmpty("refusal")));
            }
            part.items("annotations").stream().map(OutputItemReader::citation).forEach(parts::add);
        }
        return parts;
    }

    private static Citation citation(JsonNode annotation) {
        Citation.Builder citation = Citation.builder()
                .url(annotation.filled("url").orElse(null))
                .title(annotation
                        .filled("title")
                        .or(() -> annotation.filled("filename"))
                        .orElse(null))
                .raw(ResponsesWire.NAME, annotation.object());
        if (annotation.get("start_index").isNumber()
                && annotation.get("end_index").isNumber()) {
            citation.range(index(annotation, "start_index"), index(annotation, "end_index"));
        }
        return citation.build();
    }

    private static int index(JsonNode annotation, String name) {
        return (int)
                Math.max(0, Math.min(Integer.MAX_VALUE, annotation.number(name).orElse(0)));
    }

    /** An image that the model made; one that came to nothing is kept as it is. */
    private ContentPart image() {
        Optional<String> bytes = json.filled("result");
        String format = json.filled("output_format").orElse("png");
        return bytes.isEmpty()
                ? new Opaque(ResponsesWire.NAME, json.object())
                : Media.fromBase64("image/" + format, bytes.get())
                        .raw(ResponsesWire.NAME, json.object())
                        .build();
    }

    String text() {
        return joined("output_text", "text");
    }

    String refusal() {
        return joined("refusal", "refusal");
    }

    private String joined(String type, String field) {
        return json.items("content").stream()
                .filter(part -> part.textOrEmpty("type").equals(type))
                .map(part -> part.textOrEmpty(field))
                .collect(Collectors.joining());
    }

    /** The words of a reasoning item: those of its summary, and those it was thought in where the provider shows them. */
    String thought() {
        return Stream.concat(json.items("summary").stream(), json.items("content").stream())
                .map(part -> part.textOrEmpty("text"))
                .filter(words -> !words.isEmpty())
                .collect(Collectors.joining(PARAGRAPH));
    }

    private Reasoning reasoning(boolean reasoned) {
        String thought = thought();
        return Reasoning.of(
                reasoned && !thought.isEmpty() ? PARAGRAPH + thought : thought,
                json.filled("encrypted_content").orElse(null),
                json.object());
    }

    String callId() {
        return json.filled("call_id").orElseGet(this::id);
    }

    String name() {
        return json.textOrEmpty("name");
    }

    /** Where the arguments of a call stand. */
    String argumentsField() {
        return type().equals(CUSTOM_TOOL_CALL) ? "input" : "arguments";
    }

    /** The arguments of a call as they are written. */
    String arguments() {
        JsonNode arguments = json.get(argumentsField());
        return arguments.text().orElseGet(() -> arguments.exists() ? Json.text(arguments.raw()) : "");
    }

    ToolCall call() {
        return ToolArguments.call(callId(), name(), arguments(), extras());
    }

    /** What is attached to a call. */
    Map<String, Object> extras() {
        Map<String, Object> extras = new LinkedHashMap<>();
        if (type().equals(CUSTOM_TOOL_CALL)) {
            extras.put("type", CUSTOM);
        }
        CALL_EXTRAS.forEach(name -> {
            Object extra = json.get(name).raw();
            if (extra != null) {
                extras.put(name, extra);
            }
        });
        return extras;
    }

    /** The item that asks for this call once more, as a part of the conversation. */
    static Map<String, Object> again(ToolCall call) {
        boolean custom = isCustom(call);
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("type", custom ? CUSTOM_TOOL_CALL : FUNCTION_CALL);
        item.put("call_id", call.id());
        item.put("name", call.name());
        item.put(
                custom ? "input" : "arguments",
                call.argumentsJson().isBlank() && !custom ? "{}" : call.argumentsJson());
        CALL_EXTRAS.forEach(name -> {
            if (call.extras().containsKey(name)) {
                item.put(name, call.extras().get(name));
            }
        });
        return item;
    }

    /** Whether the arguments are any text rather than JSON. */
    static boolean isCustom(ToolCall call) {
        return CUSTOM.equals(call.extras().get("type"));
    }

    /** Names the kind of item only. */
    @Override
    public String toString() {
        return "OutputItem[" + type() + "]";
    }
}
