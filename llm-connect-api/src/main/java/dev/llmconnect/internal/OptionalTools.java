package dev.llmconnect.internal;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that a provider runs itself and without which a model still answers, from what it knows. */
public final class OptionalTools {
    private static final Set<String> TYPES =
            Set.of("image_generation", "openrouter", "tool_search", "web_fetch", "web_search", "x_search");

    /** Those of Gemini, which has each in a field of its own. */
    private static final Set<String> FIELDS = Set.of(
            "googleMaps",
            "google_maps",
            "googleSearch",
            "google_search",
            "googleSearchRetrieval",
            "google_search_retrieval",
            "urlContext",
            "url_context");

    private OptionalTools() {}

    /**
     * Returns whether a tool may be left out for a provider of another format; versions and vendors in its type do not count.
     *
     * @param tool JSON object of the tool
     */
    public static boolean contains(@Nullable Object tool) {
        if (!(tool instanceof Map<?, ?> fields)) {
            return false;
        }
        if (!(fields.get("type") instanceof String type)) {
            return !fields.isEmpty() && FIELDS.containsAll(fields.keySet());
        }
        return TYPES.stream()
                .anyMatch(known -> type.equals(known) || type.startsWith(known + "_") || type.startsWith(known + ":"));
    }
}
