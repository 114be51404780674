package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Redactor;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The messages of a chat request. To be used by one thread. */
final class ChatConversation {
    private static final String MESSAGES = "messages";
    private static final String CONTENT = "content";
    private static final int MAX_ECHO = 40;

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, String> toolNames = new HashMap<>();

    private ChatConversation() {}

    static List<Message> read(RequestFields fields) {
        List<@Nullable Object> all = fields.list(MESSAGES).orElseThrow(() -> fields.missing(MESSAGES));
        if (all.isEmpty()) {
            throw new InvalidParamException(
                    MESSAGES,
                    "empty_array",
                    "Invalid 'messages': empty array. Expected an array with minimum length 1.");
        }
        ChatConversation conversation = new ChatConversation();
        for (int i = 0; i < all.size(); i++) {
            Object message = all.get(i);
            int before = conversation.messages.size();
            conversation.add(RequestFields.of(MESSAGES + "[" + i + "]", message));
            if (message instanceof Map<?, ?> raw && !carriesOurs(raw)) {
                conversation.messages.set(
                        before, conversation.messages.get(before).withRaw(WireFormat.OPENAI_CHAT, List.of(raw)));
            }
        }
        return conversation.messages;
    }

    /** Whether a message holds what this server attached to its answer for another format, and no provider knows. */
    private static boolean carriesOurs(Map<?, ?> message) {
        return holds(message.get("tool_calls"), call -> call.containsKey(AnswerFacts.FIELD))
                || holds(message.get(ReasoningItems.FIELD), ReasoningItems::isOurs);
    }

    private static boolean holds(@Nullable Object list, Predicate<Map<?, ?>> condition) {
        return list instanceof List<?> items
                && items.stream().anyMatch(item -> item instanceof Map<?, ?> object && condition.test(object));
    }

    private void add(RequestFields message) {
        String role = message.requiredText("role");
        switch (role) {
            // The model's developer ranks where the system stands: one and the same for everybody but OpenAI, who takes
            // both.
            case "system", "developer" -> said(Role.SYSTEM, message);
            case "user" -> said(Role.USER, message);
            case "assistant" -> assistant(message);
            case "tool" -> toolResult(message);
            default ->
                throw message.wrongValue(
                        "role", "'system', 'developer', 'user', 'assistant' or 'tool', got '" + cut(role) + "'");
        }
    }

    private void said(Role role, RequestFields message) {
        Object content = message.any(CONTENT).orElseThrow(() -> message.missing(CONTENT));
        put(role, ChatParts.read(message.path(CONTENT), content), message);
    }

    private void assistant(RequestFields message) {
        List<ContentPart> turn = AssistantTurn.read(message);
        for (ContentPart part : turn) {
            if (part instanceof ToolCall call) {
                toolNames.put(call.id(), call.name());
            }
        }
        put(Role.ASSISTANT, turn, message);
    }

    private void toolResult(RequestFields message) {
        String callId = message.requiredText("tool_call_id");
        Object content = message.any(CONTENT).orElseThrow(() -> message.missing(CONTENT));
        List<ContentPart> parts = ChatParts.read(message.path(CONTENT), content);
        String name = toolNames.getOrDefault(callId, "");
        put(Role.TOOL, List.of(ToolResult.of(callId, name, parts, false)), message);
    }

    /** What is left of the message goes along for those who know it. */
    private void put(Role role, List<ContentPart> parts, RequestFields message) {
        List<ContentPart> all = new ArrayList<>();
        if (!message.left().isEmpty()) {
            all.add(new Hint(WireFormat.OPENAI_CHAT, message.left()));
        }
        all.addAll(parts);
        // OpenRouter's and LiteLLM's clients mark a whole message as well as its parts.
        CacheControl.read(message.left().get(CacheControl.FIELD)).ifPresent(all::add);
        messages.add(Message.of(role, all));
    }

    private static String cut(String text) {
        return Redactor.redact(text, MAX_ECHO);
    }
}
