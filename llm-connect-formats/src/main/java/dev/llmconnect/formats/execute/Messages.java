package dev.llmconnect.formats.execute;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON form of a conversation. A message is written with its role and its parts in order; read are also the short forms
 * {@code tool_calls} and {@code reasoning}, as the metadata of an answer have them, and {@code tool_call_id} of a tool's turn.
 */
final class Messages {
    private static final String MESSAGES = "messages";
    private static final String ROLE = "role";
    private static final String CONTENT = "content";
    private static final String REASONING = "reasoning";
    private static final String REFUSAL = "refusal";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String TOOL_CALL_ID = "tool_call_id";
    private static final String NAME = "name";
    private static final String IS_ERROR = "is_error";
    private static final List<String> ROLES = List.of("system", "user", "assistant", "tool");

    /** Names of the tools called so far, by the ids of the calls. */
    private final Map<String, String> toolNames = new HashMap<>();

    private Messages() {}

    static List<Object> write(List<Message> messages) {
        return messages.stream().<Object>map(Messages::write).toList();
    }

    private static Map<String, Object> write(Message message) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(ROLE, message.role().value());
        tree.put(CONTENT, PartWriter.content(message.parts()));
        return tree;
    }

    static List<Message> read(@Nullable Object value) {
        Messages reader = new Messages();
        List<Message> messages = new ArrayList<>();
        for (Object item : CallFields.list(MESSAGES, value)) {
            messages.add(reader.message(CallFields.of(MESSAGES + "[" + messages.size() + "]", item)));
        }
        if (messages.isEmpty()) {
            throw new LLMInvalidRequestException("messages must not be empty");
        }
        return messages;
    }

    private Message message(CallFields message) {
        message.accepting(List.of(ROLE, CONTENT, REASONING, REFUSAL, TOOL_CALLS, TOOL_CALL_ID, NAME, IS_ERROR));
        String role = message.text(ROLE);
        if (!ROLES.contains(role)) {
            throw new LLMInvalidRequestException(
                    message.path() + ".role must be one of " + String.join(", ", ROLES) + ", got \"" + role + "\"");
        }
        List<ContentPart> content = PartReader.content(message.path() + "." + CONTENT, message.value(CONTENT));
        List<ContentPart> parts = message.has(TOOL_CALL_ID)
                ? List.of(ToolResult.of(
                        message.text(TOOL_CALL_ID), message.text(NAME, ""), content, message.flag(IS_ERROR)))
                : parts(message, content);
        return Message.of(new Role(role), named(parts));
    }

    private static List<ContentPart> parts(CallFields message, List<ContentPart> content) {
        for (String name : List.of(NAME, IS_ERROR)) {
            if (message.has(name)) {
                throw new LLMInvalidRequestException(message.path() + "." + name + " needs a tool_call_id beside it");
            }
        }
        List<ContentPart> parts = new ArrayList<>();
        String reasoning = message.optionalText(REASONING);
        if (reasoning != null) {
            parts.add(Reasoning.of(reasoning));
        }
        parts.addAll(content);
        String refusal = message.optionalText(REFUSAL);
        if (refusal != null) {
            parts.add(new Refusal(refusal));
        }
        int index = 0;
        for (Object call : message.list(TOOL_CALLS)) {
            CallFields fields = CallFields.of(message.path() + "." + TOOL_CALLS + "[" + index++ + "]", call);
            parts.add(PartReader.toolCall(
                    fields.accepting(List.of("id", NAME, "arguments", "arguments_text", "extras"))));
        }
        return parts;
    }

    /** With the names of tools in results that do not say them; some providers match results by name. */
    private List<ContentPart> named(List<ContentPart> parts) {
        List<ContentPart> named = new ArrayList<>(parts);
        for (ContentPart part : parts) {
            if (part instanceof ToolCall call) {
                toolNames.put(call.id(), call.name());
            }
        }
        named.replaceAll(
                part -> part instanceof ToolResult result && result.name().isEmpty()
                        ? result.withName(toolNames.getOrDefault(result.callId(), ""))
                        : part);
        return named;
    }
}
