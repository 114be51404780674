package dev.llmconnect.formats.wire;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.CacheControl;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request says in the words of another wire format: hints are left out and noted, everything else is refused. */
public final class ForeignFields {
    /** Fields of Responses that name what a provider has stored. */
    private static final String TOOLS = "tools";

    private static final String REFERENCE = "item_reference";

    private static final List<String> STORED = List.of("previous_response_id", "conversation", "thread");

    private ForeignFields() {}

    /**
     * The call without other formats' hints.
     *
     * @throws LLMInvalidRequestException naming a field that this format cannot carry
     */
    public static WireCall removed(WireCall call, String wire) {
        check(call, wire);
        for (Tool tool : call.request().tools()) {
            tool.hints().forEach((format, fields) -> {
                if (!format.equals(wire)) {
                    fields.forEach((name, value) -> dropped(name, value, call));
                }
            });
        }
        List<Message> messages = call.request().messages();
        messages.forEach(message -> message.parts().forEach(part -> requireWhole(part, wire, call)));
        if (!isForeign(messages, wire)) {
            return call;
        }
        List<Message> own = messages.stream()
                .map(message -> holdsForeign(message.parts(), wire)
                        ? message.withParts(own(message.parts(), wire, call))
                        : message)
                .toList();
        return call.with(call.request().toBuilder().messages(own).build());
    }

    /**
     * Notes the hints that are for other formats.
     *
     * @throws LLMInvalidRequestException naming a field that this format cannot carry
     */
    public static void check(ProviderCall call, String wire) {
        for (String name : call.request().wireFields().foreignTo(wire)) {
            if (STORED.contains(name)) {
                throw call.cannotCarry(
                        name,
                        "the field `" + name
                                + "` for what is not stored here, or no longer; send the whole conversation");
            }
            if (!CallParams.drops(call, name)) {
                String which = name.equals(TOOLS) ? " (" + String.join(", ", toolNames(call, wire)) + ")" : "";
                throw call.cannotCarry(
                        name, "the field `" + name + "`" + which + ", which belongs to another wire format");
            }
            call.dropped(name);
        }
        for (String name : call.request().wireFields().foreignHintsTo(wire)) {
            if (name.equals(TOOLS)) {
                toolTypes(call, wire).forEach(type -> call.dropped(TOOLS + "." + type));
                continue;
            }
            dropped(
                    name,
                    call.request().wireFields(WireFormat.ANTHROPIC_MESSAGES).get(name),
                    call);
        }
    }

    /** The tools that are no functions, each by its type and the name it has. */
    private static List<String> toolNames(ProviderCall call, String wire) {
        return tools(call.request().wireFields().required(), wire)
                .map(tool -> tool.filled("name")
                        .or(() -> tool.filled("server_label"))
                        .map(name -> tool.textOrEmpty("type") + " `" + name + "`")
                        .or(() -> tool.filled("type"))
                        .orElseGet(() -> String.join(", ", tool.object().keySet())))
                .distinct()
                .toList();
    }

    /** The types of the tools that are no functions. */
    private static List<String> toolTypes(ProviderCall call, String wire) {
        return tools(call.request().wireFields().hints(), wire)
                .flatMap(tool -> tool.filled("type").isPresent()
                        ? tool.filled("type").stream()
                        : tool.object().keySet().stream())
                .distinct()
                .toList();
    }

    private static Stream<JsonNode> tools(Map<String, Map<String, Object>> fields, String wire) {
        return fields.entrySet().stream()
                .filter(format -> !format.getKey().equals(wire))
                .flatMap(format -> JsonNode.of(format.getValue().get(TOOLS)).items().stream());
    }

    /** A cache mark that can be read stands beside the field, and is reported by whoever leaves it out. */
    private static void dropped(String name, @Nullable Object value, ProviderCall call) {
        if (!name.equals(CacheControl.FIELD) || CacheControl.read(value).isEmpty()) {
            call.dropped(name);
        }
    }

    private static void requireWhole(ContentPart part, String wire, WireCall call) {
        if (part instanceof Opaque opaque
                && !opaque.wire().equals(wire)
                && REFERENCE.equals(opaque.raw().get("type"))) {
            throw call.cannotCarry(
                    REFERENCE,
                    "an `" + REFERENCE
                            + "` to what is not stored here, or no longer; with `store` set to false, clients send whole items");
        }
    }

    private static boolean isForeign(List<Message> messages, String wire) {
        for (Message message : messages) {
            if (holdsForeign(message.parts(), wire)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holdsForeign(List<ContentPart> parts, String wire) {
        for (ContentPart part : parts) {
            if ((part instanceof Hint hint && !hint.wire().equals(wire))
                    || (part instanceof ToolResult result && holdsForeign(result.content(), wire))) {
                return true;
            }
        }
        return false;
    }

    private static List<ContentPart> own(List<ContentPart> parts, String wire, WireCall call) {
        return parts.stream()
                .filter(part -> !(part instanceof Hint hint) || keeps(hint, wire, call))
                .map(part -> part instanceof ToolResult result
                        ? result.withContent(own(result.content(), wire, call))
                        : part)
                .toList();
    }

    private static boolean keeps(Hint hint, String wire, WireCall call) {
        if (hint.wire().equals(wire)) {
            return true;
        }
        hint.fields().forEach((name, value) -> dropped(name, value, call));
        return false;
    }
}
