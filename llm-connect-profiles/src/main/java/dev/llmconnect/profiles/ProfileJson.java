package dev.llmconnect.profiles;

import dev.llmconnect.LLMProfileException;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parses the JSON of profile definitions with exact numbers and error positions. */
final class ProfileJson {
    private static final int MAX_DEPTH = 64;

    private ProfileJson() {}

    /**
     * Parses an object.
     *
     * @param source name of the text in messages
     * @throws LLMProfileException if the text is not a single JSON object without duplicate keys
     */
    static Map<String, @Nullable Object> object(String source, String text) {
        if (text.isBlank()) {
            throw LLMProfileException.invalidDefinition(
                    source + " is empty; expected an object keyed by profile name", null);
        }
        try {
            return JsonParser.of(text).maxDepth(MAX_DEPTH).object();
        } catch (JsonSyntaxException e) {
            throw LLMProfileException.invalidDefinition(e.describe(source, "an object keyed by profile name"), e);
        }
    }
}
