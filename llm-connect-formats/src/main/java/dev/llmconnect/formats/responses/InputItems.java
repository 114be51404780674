package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.ProviderSteps;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The request's {@code input} as a conversation. What the model said in one go becomes one message. Not thread-safe. */
final class InputItems {
    private static final String TYPE = "type";
    private static final String CALL_ID = "call_id";

    private final List<Message> messages = new ArrayList<>();
    /** What the model has said and nobody has answered yet. */
    private final List<ContentPart> turn = new ArrayList<>();
    /** The items that it said that in, as they were sent. */
    private final List<Object> turnItems = new ArrayList<>();

    private final Map<String, String> toolNames = new LinkedHashMap<>();
    /** What was sealed beside calls, by their ids. */
    private final Map<String, Object> extras = new LinkedHashMap<>();
    /** Whether there are items that another format's answers were sealed in here, which no provider can open. */
    private boolean holdsSealed;

    private InputItems() {}

    /**
     * Reads it.
     *
     * @throws InvalidParamException naming the item that is wrong, or that this server would have to have stored
     */
    static List<Message> read(RequestFields body) {
        if (!body.has("input")) {
            throw body.missing("input");
        }
        if (body.left().get("input") instanceof String) {
            String text = body.requiredText("input");
            return List.of(Message.user(text).withRaw(WireFormat.OPENAI_RESPONSES, List.of(text)));
        }
        return read(body, "input");
    }

    /**
     * Reads a list of items.
     *
     * @throws InvalidParamException naming the item that is wrong
     */
    static List<Message> read(RequestFields body, String name) {
        InputItems input = new InputItems();
        List<?> sent = body.left().get(name) instanceof List<?> list ? list : List.of();
        List<RequestFields> items = body.objects(name);
        // Before the calls are read that it belongs to.
        items.forEach(item -> opened(item).ifPresent(parts -> {
            input.holdsSealed = true;
            input.extras.putAll(parts.calls());
        }));
        input.holdsSealed |= items.stream()
                .anyMatch(item -> SignedCallId.isSigned(item.left().get(CALL_ID)));
        for (int i = 0; i < items.size(); i++) {
            input.item(items.get(i), Objects.requireNonNull(sent.get(i)));
        }
        input.endTurn();
        return input.messages;
    }

    private static Optional<SealedParts> opened(RequestFields item) {
        return item.left().get("encrypted_content") instanceof String content
                ? SealedParts.open(content)
                : Optional.empty();
    }

    private void item(RequestFields item, Object sent) {
        Map<String, Object> whole = new LinkedHashMap<>(item.left());
        String type = item.text(TYPE).orElseGet(() -> untyped(item));
        whole.putIfAbsent(TYPE, type);
        switch (type) {
            case "message" -> message(item, sent);
            case "reasoning" -> turn(reasoning(item, whole), sent);
            default -> {
                Optional<ClientToolKind> called = ClientToolKind.ofItem(type);
                Optional<ClientToolKind> answered = ClientToolKind.ofOutput(type);
                if (called.isPresent()) {
                    call(called.get(), item, sent);
                } else if (answered.isPresent()) {
                    result(answered.get(), item, sent);
                } else {
                    other(type, new Opaque(WireFormat.OPENAI_RESPONSES, whole), sent);
                }
            }
        }
    }

    private void turn(List<ContentPart> parts, Object sent) {
        turn.addAll(parts);
        turnItems.add(sent);
    }

    private void add(Role role, List<ContentPart> parts, List<?> sent) {
        Message message = Message.of(role, parts);
        messages.add(holdsSealed ? message : message.withRaw(WireFormat.OPENAI_RESPONSES, List.copyOf(sent)));
    }

    /** The two kinds of item that need no type. */
    private static String untyped(RequestFields item) {
        if (item.has("role")) {
            return "message";
        }
        if (item.has("id")) {
            return StoredInput.REFERENCE;
        }
        throw item.missing(TYPE);
    }

    private void message(RequestFields item, Object sent) {
        Role role = role(item);
        boolean assistant = role.equals(Role.ASSISTANT);
        if (!assistant || turn.stream().anyMatch(part -> part instanceof Text || part instanceof ToolCall)) {
            endTurn();
        }
        List<ContentPart> parts = InputContent.take(item, "content");
        Optional<String> phase = item.text("phase");
        InputContent.rest(item, turn);
        // As the Responses adapters mark it: other formats pass over reasoning without words.
        phase.ifPresent(word -> turn.add(Reasoning.of("", null, Map.of(TYPE, "message", "phase", word))));
        turn(parts, sent);
        if (!assistant) {
            add(role, turn, turnItems);
            turn.clear();
            turnItems.clear();
        }
    }

    private static Role role(RequestFields item) {
        String role = item.requiredText("role");
        return switch (role) {
            case "user" -> Role.USER;
            case "assistant" -> Role.ASSISTANT;
            case "system", "developer" -> Role.SYSTEM;
            default -> throw item.wrongValue("role", "'user', 'assistant', 'system' or 'developer'");
        };
    }

    private static List<ContentPart> reasoning(RequestFields item, Map<String, Object> whole) {
        Optional<SealedParts> parts = opened(item);
        if (parts.isPresent()) {
            return parts.get().part().map(List::of).orElse(List.of());
        }
        String words = item.objects("summary").stream()
                .map(part -> part.text("text").orElse(""))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n\n"));
        return List.of(Reasoning.of(words, item.text("encrypted_content").orElse(null), whole));
    }

    private void call(ClientToolKind kind, RequestFields item, Object sent) {
        SignedCallId given = callId(kind, item);
        String id = given.id();
        Map<String, Object> attached = new LinkedHashMap<>(given.extras());
        attached.putAll(extras(id));
        if (kind != ClientToolKind.FUNCTION) {
            attached.put(ClientToolKind.EXTRA, kind.type());
        }
        String name = kind.isText() ? item.requiredText("name") : kind.type();
        Optional<String> namespace = kind.isText() ? item.text(ClientToolKind.NAMESPACE) : Optional.empty();
        namespace.ifPresent(value -> attached.put(ClientToolKind.NAMESPACE, value));
        toolNames.put(id, name);
        ToolCall call;
        if (kind.isText()) {
            String arguments = item.requiredText(kind.field());
            call = ToolCall.of(id, name, kind == ClientToolKind.FUNCTION ? parsed(arguments) : Map.of(), arguments);
        } else {
            call = ToolCall.of(id, name, item.tree(kind.field()).orElseThrow(() -> item.missing(kind.field())));
        }
        turn(List.of(call.withExtras(attached)), sent);
        InputContent.rest(item, turn);
    }

    /** The id that call and result share; the result of a local shell has it as its own. */
    private static SignedCallId callId(ClientToolKind kind, RequestFields item) {
        boolean isShared = kind != ClientToolKind.LOCAL_SHELL || item.has(CALL_ID);
        return SignedCallId.read(item.requiredText(isShared ? CALL_ID : "id"));
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private Map<String, Object> extras(String callId) {
        return extras.get(callId) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Map<String, Object> parsed(String arguments) {
        try {
            return StrictJsonParser.object(arguments.getBytes(StandardCharsets.UTF_8));
        } catch (LLMInvalidRequestException e) {
            // The model wrote it; whoever takes text still has it.
            return Map.of();
        }
    }

    private void result(ClientToolKind kind, RequestFields item, Object sent) {
        endTurn();
        String id = callId(kind, item).id();
        List<ContentPart> parts = new ArrayList<>();
        List<ContentPart> content = kind.isText() ? InputContent.take(item, "output") : output(item);
        parts.add(ToolResult.of(id, toolNames.getOrDefault(id, ""), content, false));
        InputContent.rest(item, parts);
        add(Role.TOOL, parts, List.of(sent));
    }

    /** What a shell or a patch answered, which is text or objects. */
    private static List<ContentPart> output(RequestFields item) {
        Object output =
                item.any("output").orElseGet(() -> item.text("status").orElseThrow(() -> item.missing("output")));
        String text =
                output instanceof String words ? words : new String(JsonText.bytes(output), StandardCharsets.UTF_8);
        return List.of(new Text(text));
    }

    /** What the model did, or what was answered to it, in words only this format has. */
    private void other(String type, Opaque part, Object sent) {
        boolean isAnswer = type.endsWith("_output") || type.endsWith("_response");
        boolean isFound = type.equals("tool_search_output") && !ProviderSteps.isRunByClient(part.raw());
        if (isAnswer && !isFound) {
            endTurn();
            add(Role.USER, List.of(part), List.of(sent));
        } else {
            turn(List.of(part), sent);
        }
    }

    private void endTurn() {
        if (turn.stream().anyMatch(part -> !(part instanceof Hint))) {
            add(Role.ASSISTANT, turn, turnItems);
        }
        turn.clear();
        turnItems.clear();
    }
}
