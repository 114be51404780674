package dev.llmconnect.formats.ollama;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.formats.endpoint.ToolCallMatcher;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a chat. Most clients give tool calls no ids, and name a result by its tool; calls without an id get one here, and a
 * result belongs to the first unanswered call of its tool. To be used by one thread.
 */
final class OllamaMessages {
    private static final String ARGUMENTS = "arguments";
    private static final String IMAGES = "images";

    private final List<Message> messages = new ArrayList<>();
    private final ToolCallMatcher calls = new ToolCallMatcher("call_");

    private OllamaMessages() {}

    /** The conversation; empty when the request has no messages. */
    static List<Message> read(RequestFields body) {
        OllamaMessages conversation = new OllamaMessages();
        body.objects("messages").forEach(conversation::add);
        return conversation.messages;
    }

    private void add(RequestFields message) {
        String role = message.requiredText("role");
        switch (role) {
            case "system" -> messages.add(Message.of(Role.SYSTEM, content(message)));
            case "user" -> messages.add(Message.of(Role.USER, content(message)));
            case "assistant" -> messages.add(Message.of(Role.ASSISTANT, assistant(message)));
            case "tool" -> messages.add(Message.of(Role.TOOL, List.of(result(message))));
            default -> throw message.wrongValue("role", "'system', 'user', 'assistant' or 'tool'");
        }
    }

    /** Text and images; an empty text only where there is nothing else. */
    static List<ContentPart> content(RequestFields message) {
        List<ContentPart> parts = new ArrayList<>();
        String text = message.text("content").orElse("");
        images(message).forEach(parts::add);
        if (!text.isEmpty() || parts.isEmpty()) {
            parts.add(0, new Text(text));
        }
        return parts;
    }

    static List<ContentPart> images(RequestFields object) {
        List<ContentPart> images = new ArrayList<>();
        List<@Nullable Object> sent = object.list(IMAGES).orElse(List.of());
        for (int i = 0; i < sent.size(); i++) {
            images.add(OllamaImage.read(object.path(IMAGES) + "[" + i + "]", sent.get(i)));
        }
        return images;
    }

    private List<ContentPart> assistant(RequestFields message) {
        List<ContentPart> parts = new ArrayList<>();
        message.text("thinking")
                .filter(text -> !text.isEmpty())
                .map(Reasoning::of)
                .ifPresent(parts::add);
        List<ToolCall> made = new ArrayList<>();
        message.objects("tool_calls").forEach(call -> made.add(call(call)));
        content(message).stream()
                .filter(part -> made.isEmpty() || !part.equals(new Text("")))
                .forEach(parts::add);
        parts.addAll(made);
        return parts;
    }

    private ToolCall call(RequestFields call) {
        RequestFields function = call.object("function").orElseThrow(() -> call.missing("function"));
        String name = function.requiredText("name");
        Optional<SignedCallId> given = call.text("id").map(SignedCallId::read);
        String id = calls.add(given.map(SignedCallId::id), name);
        Map<String, Object> extras =
                new LinkedHashMap<>(given.map(SignedCallId::extras).orElse(Map.of()));
        call.object(AnswerFacts.FIELD).map(RequestFields::left).ifPresent(extras::putAll);
        return arguments(id, name, function).withExtras(extras);
    }

    /** An object, or the text of one, which some clients keep from other APIs. */
    private static ToolCall arguments(String id, String name, RequestFields function) {
        Object given = function.any(ARGUMENTS).orElse(Map.of());
        if (given instanceof String text) {
            String json = text.isBlank() ? "{}" : text;
            return ToolCall.of(id, name, parsed(json), json);
        }
        if (given instanceof Map<?, ?>) {
            @SuppressWarnings("unchecked") // the parser makes no other maps
            Map<String, Object> arguments = (Map<String, Object>) given;
            return ToolCall.of(id, name, arguments, new String(JsonText.bytes(arguments), StandardCharsets.UTF_8));
        }
        throw RequestFields.wrongType(function.path(ARGUMENTS), "an object", given);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a null in a JSON object is a value like any other
    private static Map<String, Object> parsed(String json) {
        try {
            return (Map) StrictJsonParser.object(json.getBytes(StandardCharsets.UTF_8));
        } catch (LLMInvalidRequestException e) {
            // What a model wrote need not be JSON; the text is there for the provider to judge.
            return Map.of();
        }
    }

    private ToolResult result(RequestFields message) {
        Optional<String> id =
                message.text("tool_call_id").map(SignedCallId::read).map(SignedCallId::id);
        Optional<String> named = message.text("tool_name");
        Optional<String> alsoNamed = message.text("name");
        ToolCallMatcher.Match call = calls.match(id, named.or(() -> alsoNamed));
        return ToolResult.of(call.id(), call.tool(), content(message), false);
    }
}
