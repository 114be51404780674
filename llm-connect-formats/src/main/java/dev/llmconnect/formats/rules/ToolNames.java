package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.PartEnd;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.Tool;
import dev.llmconnect.ToolCall;
import dev.llmconnect.ToolChoice;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names under which one request's tools are sent, where the provider refuses their own, and the way back in its answer. Immutable
 * once made, and thread-safe.
 */
public final class ToolNames {
    private static final ToolNames UNCHANGED = new ToolNames(Map.of(), Map.of());

    private final Map<String, String> sent;
    private final Map<String, String> original;

    private ToolNames(Map<String, String> sent, Map<String, String> original) {
        this.sent = sent;
        this.original = original;
    }

    /** The names of a request's tools, of the choice among them, and of the calls in its history. */
    static ToolNames of(LLMRequest request, NameRule rule) {
        Set<String> names = names(request);
        if (names.isEmpty() || names.stream().allMatch(rule::accepts)) {
            return UNCHANGED;
        }
        Map<String, String> sent = new HashMap<>();
        Map<String, String> original = new HashMap<>();
        for (String name : names) {
            if (!rule.accepts(name)) {
                String substitute =
                        rule.substitute(name, 0, taken -> names.contains(taken) || original.containsKey(taken));
                sent.put(name, substitute);
                original.put(substitute, name);
            }
        }
        return new ToolNames(sent, original);
    }

    private static Set<String> names(LLMRequest request) {
        Set<String> names = new LinkedHashSet<>();
        for (Tool tool : request.tools()) {
            names.add(tool.name());
        }
        request.toolChoice().flatMap(ToolChoice::toolName).ifPresent(names::add);
        for (Message message : request.messages()) {
            for (ContentPart part : message.parts()) {
                if (part instanceof ToolCall call) {
                    names.add(call.name());
                } else if (part instanceof ToolResult result) {
                    names.add(result.name());
                }
            }
        }
        // A result may leave its tool's name to its call.
        names.remove("");
        return names;
    }

    /** Whether every tool is sent under its own name. */
    boolean areUnchanged() {
        return sent.isEmpty();
    }

    /** The name to send for a tool's own. */
    String sent(String name) {
        return sent.getOrDefault(name, name);
    }

    Tool sent(Tool tool) {
        String name = sent(tool.name());
        return name.equals(tool.name()) ? tool : tool.toBuilder().name(name).build();
    }

    ToolChoice sent(ToolChoice choice) {
        return choice.toolName().map(name -> ToolChoice.tool(sent(name))).orElse(choice);
    }

    Message sent(Message message) {
        return Parts.map(message, part -> {
            if (part instanceof ToolCall call) {
                return named(call, sent(call.name()));
            }
            if (part instanceof ToolResult result) {
                return result.withName(sent(result.name()));
            }
            return part instanceof Opaque step && ToolSearchSteps.isStep(step)
                    ? ToolSearchSteps.renamed(step, this::sent)
                    : part;
        });
    }

    /** The answer with the tools' own names. */
    public LLMResponse restore(LLMResponse answer) {
        return areUnchanged() ? answer : Parts.mapChoices(answer, parts -> Parts.map(parts, this::restore));
    }

    /** The event with the tools' own names. */
    public StreamEvent restore(StreamEvent event) {
        if (areUnchanged()) {
            return event;
        }
        if (event instanceof ToolCallDelta delta && delta.name() != null) {
            String name = original.getOrDefault(delta.name(), delta.name());
            return new ToolCallDelta(delta.index(), delta.id(), name, delta.arguments(), delta.extras());
        }
        return event instanceof PartEnd end ? new PartEnd(Parts.map(end.parts(), this::restore)) : event;
    }

    private ContentPart restore(ContentPart part) {
        if (part instanceof ToolCall call) {
            return restore(call);
        }
        return part instanceof Opaque step && ToolSearchSteps.isStep(step)
                ? ToolSearchSteps.renamed(step, name -> original.getOrDefault(name, name))
                : part;
    }

    private ToolCall restore(ToolCall call) {
        return named(call, original.getOrDefault(call.name(), call.name()));
    }

    private static ToolCall named(ToolCall call, String name) {
        return name.equals(call.name()) ? call : call.withName(name);
    }
}
