package dev.llmconnect.formats.rules;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.internal.CacheControl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings a request into the rules of the provider it goes to, wherever its meaning stays the same: a conversation that one provider
 * accepts is accepted by every other. What cannot be said there is left for the request's writer to refuse. A request within the rules
 * is passed on as it is. Thread-safe.
 */
public final class RequestNormalizer {
    private static final String TOOLS = "tools";
    /** Fields that name an earlier part of the conversation, which the provider has stored and which may hold the calls of results. */
    private static final List<String> STORED = List.of("previous_response_id", "conversation");

    private static final String JSON_SCHEMA = "json_schema";
    /** The name of a schema whose sender gave none; a label that most providers want. */
    private static final String SCHEMA_NAME = "answer";

    private final RequestRules rules;
    private final String wire;
    private final boolean setsCacheMarks;

    /**
     * For one provider.
     *
     * @param wire the name of its wire format, by which the request addresses fields of its own
     * @param setsCacheMarks whether to mark what the provider shall cache, where the request does not say so itself
     */
    public RequestNormalizer(RequestRules rules, String wire, boolean setsCacheMarks) {
        this.rules = rules;
        this.wire = wire;
        this.setsCacheMarks = setsCacheMarks;
    }

    /**
     * The request within the rules; the same one where it is within them already.
     *
     * @param dropped takes the names of what is left out
     */
    public NormalizedRequest normalize(LLMRequest request, Consumer<String> dropped) {
        ToolNames names = ToolNames.of(request, rules.toolNames());
        if (rules == RequestRules.NONE) {
            return new NormalizedRequest(request, names);
        }
        LLMRequest conversation = conversation(placed(request, dropped), names, dropped);
        LLMRequest marked = setsCacheMarks ? AutomaticCacheMarks.set(conversation, rules, wire) : conversation;
        CacheMarks.Marked kept = CacheMarks.apply(marked, rules, wire);
        if (kept.isDropped()) {
            dropped.accept(CacheControl.FIELD);
        }
        return new NormalizedRequest(kept.request(), names);
    }

    /** With marks only where they can stand, before parts that cannot have one are left out. */
    private static LLMRequest placed(LLMRequest request, Consumer<String> dropped) {
        if (!CacheMarks.isMarked(request)) {
            return request;
        }
        MarkPlacement.Placed placed = MarkPlacement.place(request.messages());
        if (placed.isLost()) {
            dropped.accept(CacheControl.FIELD);
        }
        return placed.messages() == request.messages()
                ? request
                : request.toBuilder().messages(placed.messages()).build();
    }

    private LLMRequest conversation(LLMRequest request, ToolNames names, Consumer<String> dropped) {
        List<Message> messages = messages(request, names, dropped);
        List<Tool> given = names.areUnchanged()
                ? request.tools()
                : request.tools().stream().map(names::sent).toList();
        boolean declares = declaresTools(request, messages);
        List<Tool> tools = declares ? ToolList.declared(messages) : ToolList.withWholeSchemas(given, wire);
        Optional<ToolChoice> choice = choice(request, names, declares);
        Optional<ResponseFormat> format = request.responseFormat().map(RequestNormalizer::named);
        boolean isUnchanged = messages == request.messages()
                && tools == request.tools()
                && choice.equals(request.toolChoice())
                && format.equals(request.responseFormat());
        if (isUnchanged) {
            return request;
        }
        return request.toBuilder()
                .messages(messages)
                .tools(tools)
                .toolChoice(choice.orElse(null))
                .responseFormat(format.orElse(null))
                .build();
    }

    private List<Message> messages(LLMRequest request, ToolNames names, Consumer<String> dropped) {
        List<Message> given = request.messages();
        List<Message> messages =
                Parts.mapAll(given, message -> message.raw(wire).isPresent() ? message : MediaTypes.normalize(message));
        if (!names.areUnchanged()) {
            messages = Parts.mapAll(messages, names::sent);
        }
        if (rules.has(Rule.OBJECT_ARGUMENTS)) {
            messages = Parts.mapAll(messages, CallArguments::asObjects);
        }
        if (!goesOn(request) && !SentTurns.areInOrder(messages, rules, wire)) {
            messages = ToolTurns.order(messages, rules);
        }
        messages = ResultMedia.move(messages, rules, wire, dropped);
        messages = TextRules.apply(messages, rules);
        return TurnOrder.apply(messages, rules);
    }

    /** Whether the request goes on from what the provider has stored: the calls of its results, and its tools, may stand there. */
    private boolean goesOn(LLMRequest request) {
        Map<String, Object> own = request.wireFields(wire);
        return STORED.stream().anyMatch(own::containsKey)
                || JsonNode.of(own.get("thread")).textOrEmpty("type").equals("continue");
    }

    /** Whether the tools of the history must be declared, since the request lists none. */
    private boolean declaresTools(LLMRequest request, List<Message> messages) {
        ToolChoice choice = request.toolChoice().orElse(ToolChoice.AUTO);
        return rules.has(Rule.TOOLS_DECLARED)
                && request.tools().isEmpty()
                && !goesOn(request)
                && (choice.equals(ToolChoice.AUTO) || choice.equals(ToolChoice.NONE))
                && !request.config().modelParams().containsKey(TOOLS)
                && !request.wireFields(wire).containsKey(TOOLS)
                && messages.stream().anyMatch(ToolTurns::usesTools);
    }

    private Optional<ToolChoice> choice(LLMRequest request, ToolNames names, boolean declares) {
        if (declares) {
            // Where tools cannot be forbidden, their declaration says that they are not to be called.
            return rules.has(Rule.TOOL_CHOICE_NONE) ? Optional.of(ToolChoice.NONE) : Optional.empty();
        }
        return request.toolChoice().map(names::sent);
    }

    private static ResponseFormat named(ResponseFormat format) {
        if (!format.type().equals(JSON_SCHEMA) || RequestRules.SCHEMA_NAMES.accepts(format.name())) {
            return format;
        }
        String name = format.name().isEmpty()
                ? SCHEMA_NAME
                : RequestRules.SCHEMA_NAMES.substitute(format.name(), 0, taken -> false);
        return format.toBuilder().name(name).build();
    }
}
