package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ResponseMetadata;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where an answer's words come from: {@code groundingMetadata} of Google's search, maps and other sources, {@code citationMetadata} of
 * texts the model quotes, {@code urlContextMetadata} of pages it read.
 */
final class Grounding {
    private final Map<String, Object> grounding = new LinkedHashMap<>();
    private final Set<Map<String, Object>> quoted = new LinkedHashSet<>();
    private List<JsonNode> pages = List.of();

    /** Takes what a candidate says; in a stream a later value replaces an earlier one unless it is empty. */
    void accept(JsonNode candidate) {
        candidate.object("groundingMetadata").forEach((name, value) -> {
            JsonNode node = JsonNode.of(value);
            if (node.exists() && !(node.isArray() && node.items().isEmpty())) {
                grounding.put(name, value);
            }
        });
        JsonNode cited = candidate.get("citationMetadata");
        for (JsonNode source : cited.has("citations") ? cited.items("citations") : cited.items("citationSources")) {
            quoted.add(located(source));
        }
        if (!candidate.get("urlContextMetadata").items("urlMetadata").isEmpty()) {
            pages = candidate.get("urlContextMetadata").items("urlMetadata");
        }
    }

    /** The sources, of the whole answer: Google's offsets count bytes. */
    List<Citation> citations() {
        List<Map<String, Object>> all = sources();
        all.addAll(quoted);
        return all.stream()
                .map(raw -> Citation.builder()
                        .url(JsonNode.of(raw).filled("url").orElse(null))
                        .title(JsonNode.of(raw).filled("title").orElse(null))
                        .raw(GeminiWire.NAME, raw)
                        .build())
                .toList();
    }

    /** Adds {@code grounding} (Google's terms want its search suggestions to be shown) and {@code url_context}, as they are. */
    void into(ResponseMetadata.Builder known) {
        if (!grounding.isEmpty()) {
            known.extra("grounding", grounding);
        }
        if (!pages.isEmpty()) {
            known.extra("url_context", pages.stream().map(JsonNode::object).toList());
        }
    }

    /** The chunks, each with the segments of the answer it supports. */
    private List<Map<String, Object>> sources() {
        JsonNode all = JsonNode.of(grounding);
        List<Map<String, Object>> sources = new ArrayList<>();
        List<JsonNode> chunks = all.items("groundingChunks");
        Map<Long, List<Object>> segments = segments(all.items("groundingSupports"));
        for (int i = 0; i < chunks.size(); i++) {
            Map<String, Object> source = new LinkedHashMap<>();
            chunks.get(i).object().forEach((kind, inner) -> {
                source.put("type", kind);
                source.putAll(located(JsonNode.of(inner)));
            });
            if (source.isEmpty()) {
                continue;
            }
            List<Object> supported = segments.get((long) i);
            if (supported != null) {
                source.put("segments", supported);
            }
            sources.add(source);
        }
        return sources;
    }

    /** The segments that each chunk supports, by the chunk's number. */
    private static Map<Long, List<Object>> segments(List<JsonNode> supports) {
        Map<Long, List<Object>> segments = new HashMap<>();
        for (JsonNode support : supports) {
            if (support.get("segment").isObject()) {
                support.items("groundingChunkIndices").stream()
                        .flatMapToLong(index -> index.number().stream())
                        .distinct()
                        .forEach(chunk -> segments.computeIfAbsent(chunk, any -> new ArrayList<>())
                                .add(support.object("segment")));
            }
        }
        return segments;
    }

    private static Map<String, Object> located(JsonNode source) {
        Map<String, Object> map = new LinkedHashMap<>();
        source.filled("uri").ifPresent(uri -> map.put("url", uri));
        source.object().forEach(map::put);
        map.remove("uri");
        return map;
    }
}
