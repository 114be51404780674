package dev.llmconnect.formats.responses;

import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerChanging;
import dev.llmconnect.internal.OptionalTools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what only the Responses format knows. Not thread-safe. */
final class WireOnly {
    private final Map<String, Object> required = new LinkedHashMap<>();
    private final Map<String, Object> hints = new LinkedHashMap<>();

    /** A field that changes the answer. */
    void require(String name, Object value) {
        required.put(name, value);
    }

    /** A field that nobody here knows. */
    void unknown(String name, Object value) {
        (AnswerChanging.isField(name) ? required : hints).put(name, value);
    }

    /** Tools that are no functions. */
    void tools(List<Object> tools) {
        boolean areOptional = tools.stream().allMatch(OptionalTools::contains);
        (areOptional ? hints : required).put("tools", tools);
    }

    /** A field without which the answer is the same. */
    void hint(String name, Object value) {
        hints.put(name, value);
    }

    /**
     * Members of an object of which other members are translated.
     *
     * @param harmless those without which the answer is the same
     * @param others those that change it
     */
    void members(String name, Map<String, Object> harmless, Map<String, Object> others) {
        Map<String, Object> all = new LinkedHashMap<>(harmless);
        all.putAll(others);
        if (!all.isEmpty()) {
            (others.isEmpty() ? hints : required).put(name, all);
        }
    }

    /** @param sent the whole body */
    WireFields fields(Map<String, @Nullable Object> sent) {
        return WireFields.NONE
                .withDocument(WireFormat.OPENAI_RESPONSES, sent)
                .with(WireFormat.OPENAI_RESPONSES, required)
                .withHints(WireFormat.OPENAI_RESPONSES, hints);
    }
}
