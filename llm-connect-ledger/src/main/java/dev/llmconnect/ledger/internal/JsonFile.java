package dev.llmconnect.ledger.internal;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a JSON object that an operator wrote, as {@link JsonParser} does. Messages say where it is wrong. */
public final class JsonFile {
    private static final int MAX_DEPTH = 64;

    private JsonFile() {}

    /**
     * The object that the text holds.
     *
     * @param source how messages name the text, for example the path of a file
     * @throws LLMConfigurationException when it is not one JSON object without duplicate keys
     */
    public static Map<String, @Nullable Object> object(String source, String text) {
        try {
            return JsonParser.of(text).maxDepth(MAX_DEPTH).object();
        } catch (JsonSyntaxException e) {
            throw new LLMConfigurationException(e.describe(source, "a JSON object"), e, ErrorDetails.none());
        }
    }
}
