package dev.llmconnect.formats.rules;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.PartEnd;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The way back from {@link ClientTools} in one stream. Not thread-safe. */
public final class StreamedClientTools {
    private final ClientTools tools;
    private final @Nullable ToolSearchSteps steps;
    private final Map<Integer, TextInput> inputs = new LinkedHashMap<>();

    StreamedClientTools(ClientTools tools) {
        this.tools = tools;
        this.steps = tools.steps();
    }

    /** The event as the client knows its tools; empty if it says nothing of its own. */
    public Optional<StreamEvent> restore(StreamEvent event) {
        if (tools.isEmpty()) {
            return Optional.of(event);
        }
        if (event instanceof PartEnd end) {
            return Optional.of(new PartEnd(tools.restore(end.parts(), steps)));
        }
        return event instanceof ToolCallDelta delta ? restore(delta) : Optional.of(event);
    }

    private Optional<StreamEvent> restore(ToolCallDelta delta) {
        String name = delta.name();
        if (name == null) {
            TextInput input = inputs.get(delta.index());
            if (input == null) {
                return Optional.of(delta);
            }
            String text = input.accept(delta.arguments());
            return text.isEmpty() ? Optional.empty() : Optional.of(more(delta.index(), text));
        }
        String arguments = delta.arguments();
        if (tools.takesText(name)) {
            TextInput input = new TextInput();
            inputs.put(delta.index(), input);
            arguments = input.accept(arguments);
        }
        return Optional.of(new ToolCallDelta(
                delta.index(), delta.id(), tools.restoredName(name), arguments, tools.extras(name, delta.extras())));
    }

    /** The events that are left when the answer has ended. */
    public List<StreamEvent> end() {
        return inputs.entrySet().stream()
                .map(input -> more(input.getKey(), input.getValue().end()))
                .filter(delta -> !((ToolCallDelta) delta).arguments().isEmpty())
                .toList();
    }

    private static StreamEvent more(int index, String text) {
        return new ToolCallDelta(index, null, null, text);
    }
}
