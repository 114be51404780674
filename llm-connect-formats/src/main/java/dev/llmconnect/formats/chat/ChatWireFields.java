package dev.llmconnect.formats.chat;

import dev.llmconnect.WireFields;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerChanging;
import dev.llmconnect.internal.OptionalTools;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a request says that only Chat Completions know. To be used by one thread. */
final class ChatWireFields {
    private final Map<String, Object> required = new LinkedHashMap<>();
    private final Map<String, Object> hints = new LinkedHashMap<>();

    /** A field that changes the answer. */
    void require(String name, Object value) {
        required.put(name, value);
    }

    /** Fields that nobody here knows. */
    void unknown(Map<String, Object> fields) {
        fields.forEach((name, value) -> (AnswerChanging.isField(name) ? required : hints).put(name, value));
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

    /** A field without which the answer is the same, if it has one of these values. */
    void hintIf(List<?> harmless, String name, Object value) {
        (harmless.contains(value) ? hints : required).put(name, value);
    }

    /** @param sent the whole body */
    WireFields build(Map<String, @Nullable Object> sent) {
        WireFields fields = WireFields.NONE.withDocument(WireFormat.OPENAI_CHAT, sent);
        if (!required.isEmpty()) {
            fields = fields.with(WireFormat.OPENAI_CHAT, required);
        }
        return hints.isEmpty() ? fields : fields.withHints(WireFormat.OPENAI_CHAT, hints);
    }
}
