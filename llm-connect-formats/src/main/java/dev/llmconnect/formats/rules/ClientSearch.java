package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.ProviderSteps;
import dev.llmconnect.internal.SignedCallId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A search for tools that the client runs: {@code tool_search} of Responses with {@code "execution": "client"}, and results of a tool of
 * Messages that hold {@code tool_reference} blocks. For providers of other formats, the search is a function, and what it finds are further
 * functions.
 */
final class ClientSearch {
    private static final String TYPE = "type";
    private static final String NAME = "name";
    private static final String TOOLS = "tools";
    private static final String CALL_ID = "call_id";
    private static final String OUTPUT = "tool_search_output";
    private static final String REFERENCE = "tool_reference";

    private ClientSearch() {}

    /** Whether a tool of Responses is such a search. */
    static boolean isSearch(JsonNode tool) {
        return tool.textOrEmpty(TYPE).equals(ClientToolKind.TOOL_SEARCH.type())
                && ProviderSteps.isRunByClient(tool.object());
    }

    /** What was found, as the client defined it. The model knows it by now, so it is not deferred. */
    static List<JsonNode> found(List<Message> messages) {
        List<JsonNode> found = new ArrayList<>();
        for (Message message : messages) {
            for (ContentPart part : message.parts()) {
                if (isStep(part, OUTPUT)) {
                    JsonNode.of(((Opaque) part).raw()).items(TOOLS).forEach(tool -> found.add(loaded(tool)));
                }
            }
        }
        return found;
    }

    private static JsonNode loaded(JsonNode tool) {
        Map<String, Object> loaded = new LinkedHashMap<>(tool.object());
        loaded.remove(ToolSearch.DEFER);
        if (tool.get(TOOLS).isArray()) {
            loaded.put(
                    TOOLS,
                    tool.items(TOOLS).stream()
                            .map(inner -> loaded(inner).object())
                            .toList());
        }
        return JsonNode.of(loaded);
    }

    private static boolean isStep(ContentPart part, String type) {
        return part instanceof Opaque opaque
                && opaque.wire().equals(WireFormat.OPENAI_RESPONSES)
                && type.equals(opaque.raw().get(TYPE))
                && ProviderSteps.isRunByClient(opaque.raw());
    }

    /**
     * Returns the call of the function for a call of the search.
     *
     * @return empty if the part is no such call
     */
    static Optional<ToolCall> call(ContentPart part, String function) {
        if (!isStep(part, ClientToolKind.TOOL_SEARCH.item())) {
            return Optional.empty();
        }
        JsonNode call = JsonNode.of(((Opaque) part).raw());
        SignedCallId id = SignedCallId.read(call.textOrEmpty(CALL_ID));
        return Optional.of(
                ToolCall.of(id.id(), function, call.object("arguments")).withExtras(id.extras()));
    }

    /** Returns the message with the result of the function, if the message holds what the search found; otherwise the message. */
    static Message result(Message message, String function) {
        if (message.parts().size() != 1 || !isStep(message.parts().get(0), OUTPUT)) {
            return message;
        }
        JsonNode output = JsonNode.of(((Opaque) message.parts().get(0)).raw());
        List<String> names = new ArrayList<>();
        for (JsonNode tool : output.items(TOOLS)) {
            names.add(tool.textOrEmpty(NAME));
            tool.items(TOOLS).forEach(inner -> names.add(inner.textOrEmpty(NAME)));
        }
        String id = SignedCallId.read(output.textOrEmpty(CALL_ID)).id();
        return Message.of(Role.TOOL, List.of(ToolResult.of(id, function, List.of(available(names)), false)));
    }

    private static Text available(List<String> names) {
        return new Text(names.isEmpty() ? "No tools found." : "Now available: " + String.join(", ", names));
    }

    /** Returns the result with the names of the tools that a tool of Messages found; the same one if it found none. */
    static ToolResult withNames(ToolResult result, String wire) {
        if (wire.equals(WireFormat.ANTHROPIC_MESSAGES)
                || result.content().stream().noneMatch(ClientSearch::isReference)) {
            return result;
        }
        List<String> names = new ArrayList<>();
        List<ContentPart> others = new ArrayList<>();
        for (ContentPart part : result.content()) {
            if (isReference(part)) {
                names.add(JsonNode.of(((Opaque) part).raw()).textOrEmpty("tool_name"));
            } else {
                others.add(part);
            }
        }
        others.add(available(names));
        return result.withContent(others);
    }

    private static boolean isReference(ContentPart part) {
        return part instanceof Opaque opaque
                && opaque.wire().equals(WireFormat.ANTHROPIC_MESSAGES)
                && REFERENCE.equals(opaque.raw().get(TYPE));
    }
}
