package dev.llmconnect.providers.openai;

import dev.llmconnect.providers.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the answer's words come from: {@code annotations} of a message (OpenAI, OpenRouter), or {@code search_results} and
 * {@code citations} beside the choices (Perplexity, xAI), which every chunk repeats.
 */
final class Citations {
    private final Set<Map<String, Object>> annotations = new LinkedHashSet<>();
    private List<JsonNode> results = List.of();
    private List<JsonNode> addresses = List.of();

    void ofMessage(JsonNode message) {
        for (JsonNode annotation : message.items("annotations")) {
            JsonNode inner = annotation.get(annotation.textOrEmpty("type"));
            Map<String, Object> cited = inner.isObject() ? inner.object() : annotation.object();
            if (!cited.isEmpty()) {
                annotations.add(cited);
            }
        }
    }

    void ofAnswer(JsonNode body) {
        if (!body.items("search_results").isEmpty()) {
            results = body.items("search_results");
        }
        if (!body.items("citations").isEmpty()) {
            addresses = body.items("citations");
        }
    }

    /** One map each, with {@code url} and what else the provider tells. */
    Optional<List<Map<String, Object>>> list() {
        List<Map<String, Object>> all = new ArrayList<>(annotations);
        for (JsonNode result : results.isEmpty() ? addresses : results) {
            if (result.isObject()) {
                all.add(result.object());
            } else {
                result.text().ifPresent(url -> all.add(Map.of("url", url)));
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }
}
