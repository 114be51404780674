package dev.llmconnect.internal;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.Message;
import dev.llmconnect.Tool;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides on what a request holds of wire formats that its adapter does not take. What changes the answer is refused; hints are omitted
 * and reported. To be used for one call.
 */
public final class ForeignContent {
    private static final String TOOLS = "tools";
    private static final String TYPE = "type";
    private static final String REFERENCE = "item_reference";
    /** Prefix of the name under which a step of an earlier answer is reported. */
    private static final String STEP = "messages.";

    /** Fields that name what a provider has stored. */
    private static final List<String> STORED = List.of("previous_response_id", "conversation", "thread");

    /** Parts of what is asked, which are not omitted even if the call wants unsupported parameters omitted. */
    private static final Set<String> CONTENT = Set.of(
            "audio",
            "background",
            "container",
            "conversation",
            "function_call",
            "functions",
            "input",
            "instructions",
            "mcp_servers",
            "messages",
            "modalities",
            "n",
            "previous_response_id",
            "prompt",
            "response_format",
            "system",
            "text",
            "thread",
            "tool_choice",
            TOOLS,
            "web_search_options");

    private final Supplier<String> provider;
    private final Predicate<String> takes;
    private final Consumer<String> dropped;

    /**
     * @param provider name of the provider, for messages
     * @param takes whether the adapter takes a wire format
     * @param dropped takes the names of what is omitted, some of them repeatedly
     */
    public ForeignContent(Supplier<String> provider, Predicate<String> takes, Consumer<String> dropped) {
        this.provider = provider;
        this.takes = takes;
        this.dropped = dropped;
    }

    /** Returns whether a field is part of what is asked, rather than a parameter. */
    public static boolean isContent(String field) {
        return CONTENT.contains(field);
    }

    /** Returns whether a call wants a parameter omitted that its provider does not take. */
    public static boolean drops(LLMCall call, String param) {
        return call.config().unsupportedParams().equals(Optional.of(UnsupportedParams.DROP)) && !isContent(param);
    }

    /**
     * Checks the fields of a call.
     *
     * @throws LLMInvalidRequestException naming a field that changes the answer
     */
    public void check(LLMCall call) {
        call.wireFields().required().forEach((wire, fields) -> {
            if (!takes.test(wire)) {
                fields.keySet().forEach(name -> require(name, fields, call));
            }
        });
        call.wireFields().hints().forEach((wire, fields) -> {
            if (!takes.test(wire)) {
                fields.forEach(this::omit);
            }
        });
    }

    private void require(String name, Map<String, Object> fields, LLMCall call) {
        if (STORED.contains(name)) {
            throw refused(
                    name,
                    "the field `" + name + "` for what is not stored here, or no longer; send the whole conversation");
        }
        if (!drops(call, name)) {
            String which = name.equals(TOOLS) ? " (" + String.join(", ", toolNames(fields.get(TOOLS))) + ")" : "";
            throw refused(name, "the field `" + name + "`" + which + ", which belongs to another wire format");
        }
        dropped.accept(name);
    }

    private void omit(String name, @Nullable Object value) {
        if (name.equals(TOOLS)) {
            toolTypes(value).forEach(type -> dropped.accept(TOOLS + "." + type));
            return;
        }
        // A cache mark that can be read stands beside the field, and is reported by whoever leaves it out.
        if (!name.equals(CacheControl.FIELD) || CacheControl.read(value).isEmpty()) {
            dropped.accept(name);
        }
    }

    /** The tools that are no functions, each by its type and the name it has. */
    private static Set<String> toolNames(@Nullable Object tools) {
        Set<String> names = new LinkedHashSet<>();
        for (Map<?, ?> tool : objects(tools)) {
            String type = text(tool, TYPE);
            String name = text(tool, "name").isEmpty() ? text(tool, "server_label") : text(tool, "name");
            if (name.isEmpty()) {
                names.add(type.isEmpty() ? fields(tool) : type);
            } else {
                names.add(type + " `" + name + "`");
            }
        }
        return names;
    }

    /** The types of the tools that are no functions. */
    private static Set<String> toolTypes(@Nullable Object tools) {
        Set<String> types = new LinkedHashSet<>();
        for (Map<?, ?> tool : objects(tools)) {
            if (text(tool, TYPE).isEmpty()) {
                tool.keySet().forEach(field -> types.add(String.valueOf(field)));
            } else {
                types.add(text(tool, TYPE));
            }
        }
        return types;
    }

    private static List<Map<?, ?>> objects(@Nullable Object list) {
        List<Map<?, ?>> objects = new ArrayList<>();
        if (list instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    private static String text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }

    private static String fields(Map<?, ?> object) {
        return String.join(", ", object.keySet().stream().map(String::valueOf).toList());
    }

    /**
     * Returns a request without the hints of the formats that the adapter does not take; the same one where there are none.
     *
     * @throws LLMInvalidRequestException naming a field, or a reference to what is not stored, that changes the answer
     */
    public LLMRequest withoutHints(LLMRequest request) {
        check(request);
        for (Tool tool : request.tools()) {
            tool.hints().forEach((wire, fields) -> {
                if (!takes.test(wire)) {
                    fields.forEach(this::omit);
                }
            });
        }
        return mapped(request, this::withoutHint, true);
    }

    /**
     * Returns a request without the hints and the opaque parts of the formats that the adapter does not take: steps of tools that a provider
     * ran are omitted and reported, other opaque parts are refused.
     *
     * @throws LLMInvalidRequestException naming a field or a part that changes the answer
     */
    public LLMRequest removed(LLMRequest request) {
        return mapped(withoutHints(request), this::withoutOpaque, false);
    }

    /** Returns a request without marks for a prompt cache, which are reported; the same one where there are none. */
    public LLMRequest withoutCacheMarks(LLMRequest request) {
        LLMRequest unmarked = mapped(request, part -> part instanceof CacheMark ? null : part, true);
        boolean hasMarkedTools = request.tools().stream().anyMatch(tool -> tool.cacheMark() != null);
        if (hasMarkedTools) {
            unmarked = unmarked.toBuilder()
                    .tools(request.tools().stream()
                            .map(tool -> tool.toBuilder().cacheMark(null).build())
                            .toList())
                    .build();
        }
        boolean isMarkedAsWhole =
                request.wireFields(WireFormat.ANTHROPIC_MESSAGES).containsKey(CacheControl.FIELD);
        if (unmarked != request || isMarkedAsWhole) {
            dropped.accept(CacheControl.FIELD);
        }
        return unmarked;
    }

    private @Nullable ContentPart withoutHint(ContentPart part) {
        if (part instanceof Opaque opaque
                && !takes.test(opaque.wire())
                && REFERENCE.equals(opaque.raw().get(TYPE))) {
            throw refused(
                    REFERENCE,
                    "an `" + REFERENCE
                            + "` to what is not stored here, or no longer; with `store` set to false, clients send whole items");
        }
        if (part instanceof Hint hint && !takes.test(hint.wire())) {
            hint.fields().forEach(this::omit);
            return null;
        }
        return part;
    }

    private @Nullable ContentPart withoutOpaque(ContentPart part) {
        if (!(part instanceof Opaque opaque) || takes.test(opaque.wire())) {
            return part;
        }
        String step = ProviderSteps.typeOf(opaque)
                .orElseThrow(() -> refused(
                        "messages", "a part of kind " + opaque.wire() + " (" + kind(opaque) + ") in a message"));
        dropped.accept(STEP + step);
        return null;
    }

    private static String kind(Opaque part) {
        String type = text(part.raw(), TYPE);
        return type.isEmpty() ? fields(part.raw()) : type;
    }

    /**
     * A request with changed parts; the same one where nothing changes.
     *
     * @param keepsEmptyMessages whether a message without parts is still one
     */
    private static LLMRequest mapped(LLMRequest request, PartChange change, boolean keepsEmptyMessages) {
        List<Message> given = request.messages();
        List<Message> messages = null;
        for (int i = 0; i < given.size(); i++) {
            Message message = given.get(i);
            List<ContentPart> parts = mapped(message.parts(), change);
            if (parts != null && messages == null) {
                messages = new ArrayList<>(given.subList(0, i));
            }
            if (messages != null && (parts == null || !parts.isEmpty() || keepsEmptyMessages)) {
                messages.add(parts == null ? message : message.withParts(parts));
            }
        }
        return messages == null
                ? request
                : request.toBuilder().messages(messages).build();
    }

    /** The changed parts; {@code null} where nothing changes. */
    @SuppressWarnings("ReferenceEquality") // what nobody changed is the same object
    private static @Nullable List<ContentPart> mapped(List<ContentPart> parts, PartChange change) {
        List<ContentPart> changed = null;
        for (int i = 0; i < parts.size(); i++) {
            ContentPart part = parts.get(i);
            ContentPart now = part instanceof ToolResult result ? mapped(result, change) : change.apply(part);
            if (changed == null && now != part) {
                changed = new ArrayList<>(parts.subList(0, i));
            }
            if (changed != null && now != null) {
                changed.add(now);
            }
        }
        return changed;
    }

    private static ToolResult mapped(ToolResult result, PartChange change) {
        List<ContentPart> content = mapped(result.content(), change);
        return content == null ? result : result.withContent(content);
    }

    /** Keeps a part, or omits it by returning {@code null}. */
    private interface PartChange {
        @Nullable
        ContentPart apply(ContentPart part);
    }

    private LLMInvalidRequestException refused(String field, String what) {
        String name = provider.get();
        return new LLMInvalidRequestException(
                name + " does not support " + what,
                null,
                ErrorDetails.builder().provider(name).providerParam(field).build());
    }
}
