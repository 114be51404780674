package dev.llmconnect.formats.gemini;

import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts function calls together: whole ones, and such as come argument by argument. Most models give a call no id, so that parallel
 * calls of one name differ by their position only; such a call gets an id of ours, which is not sent back.
 */
final class FunctionCalls {
    /** What an id of ours begins with; only characters that other providers take in an id as well. */
    private static final String OURS = "gemini_call_";

    private final ProviderFailures failures;
    private final List<ToolCall> calls = new ArrayList<>();
    private @Nullable Open open;

    FunctionCalls(ProviderFailures failures) {
        this.failures = failures;
    }

    /** Whether Gemini itself gave a call this id. */
    static boolean isGiven(String id) {
        return !id.isEmpty() && !id.startsWith(OURS);
    }

    /**
     * Takes a part with {@code functionCall}.
     *
     * @param answerId makes ids of ours differ from those in other answers
     * @return the call, once it is complete
     */
    Optional<ToolCall> accept(JsonNode part, String answerId, Consumer<StreamEvent> events) {
        JsonNode call = part.get("functionCall");
        String name = call.textOrEmpty("name");
        if (!name.isEmpty()) {
            open = new Open(name, call.textOrEmpty("id"));
        }
        Open current = open;
        if (current == null) {
            if (!call.object("args").isEmpty() || !call.items("partialArgs").isEmpty()) {
                throw failures.malformed("a function call has no name");
            }
            // The empty object that ends a call is all there is of it.
            return Optional.empty();
        }
        part.filled(Signatures.FIELD).ifPresent(signature -> current.signature = signature);
        current.arguments.addAll(call.object("args"));
        call.items("partialArgs").forEach(current.arguments::add);
        return call.isTrue("willContinue") ? Optional.empty() : Optional.of(close(current, answerId, events));
    }

    /** The call that was still open when the answer ended. */
    Optional<ToolCall> finish(String answerId, Consumer<StreamEvent> events) {
        return Optional.ofNullable(open).map(last -> close(last, answerId, events));
    }

    List<ToolCall> assemble() {
        return calls;
    }

    private ToolCall close(Open last, String answerId, Consumer<StreamEvent> events) {
        open = null;
        int position = calls.size();
        String id = last.id.isEmpty() ? OURS + answerId.replaceAll("[^A-Za-z0-9_-]", "") + "_" + position : last.id;
        Map<String, Object> extras = last.signature.isEmpty() ? Map.of() : Map.of(Signatures.FIELD, last.signature);
        Map<String, Object> arguments = new LinkedHashMap<>(last.arguments.assemble());
        ToolCall call =
                ToolCall.of(id, last.name, arguments, Json.text(arguments)).withExtras(extras);
        calls.add(call);
        events.accept(new StreamEvent.ToolCallDelta(position, id, last.name, call.argumentsJson(), extras));
        return call;
    }

    private static final class Open {
        private final String name;
        private final String id;
        private final PartialArguments arguments = new PartialArguments();
        private String signature = "";

        Open(String name, String id) {
            this.name = name;
            this.id = id;
        }
    }
}
