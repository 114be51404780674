package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The sources of an answer: {@code annotations} of a message (OpenAI, OpenRouter), or {@code search_results} and
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

    List<Citation> list() {
        List<Citation> all = new ArrayList<>();
        annotations.forEach(annotation -> all.add(citation(annotation)));
        for (JsonNode result : results.isEmpty() ? addresses : results) {
            if (result.isObject()) {
                all.add(citation(result.object()));
            } else {
                result.text().ifPresent(url -> all.add(citation(Map.of("url", url))));
            }
        }
        return all;
    }

    private static Citation citation(Map<String, Object> raw) {
        JsonNode cited = JsonNode.of(raw);
        Citation.Builder citation = Citation.builder()
                .url(cited.filled("url").orElse(null))
                .title(cited.filled("title").orElse(null))
                .quote(cited.filled("content").or(() -> cited.filled("snippet")).orElse(null))
                .raw(ChatWire.NAME, raw);
        if (cited.get("start_index").isNumber() && cited.get("end_index").isNumber()) {
            citation.range(index(cited, "start_index"), index(cited, "end_index"));
        }
        return citation.build();
    }

    private static int index(JsonNode cited, String name) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, cited.number(name).orElse(0)));
    }
}
