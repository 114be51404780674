package dev.llmconnect.server.internal.openai;

import dev.llmconnect.LLMResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sources of an answer as {@code url_citation} annotations. A source without an address has no such form and is left out. */
final class Annotations {
    private Annotations() {}

    static List<Object> of(LLMResponse answer) {
        List<Object> annotations = new ArrayList<>();
        if (answer.metadata().get("citations") instanceof List<?> citations) {
            for (Object citation : citations) {
                if (citation instanceof Map<?, ?> source && source.get("url") instanceof String url) {
                    annotations.add(annotation(source, url, answer.content().length()));
                }
            }
        }
        return annotations;
    }

    /** A source that does not say for which words it stands, stands for all. */
    private static Map<String, Object> annotation(Map<?, ?> source, String url, int length) {
        Map<String, Object> cited = new LinkedHashMap<>();
        boolean placed = source.get("start_index") instanceof Number && source.get("end_index") instanceof Number;
        cited.put("start_index", placed ? source.get("start_index") : 0);
        cited.put("end_index", placed ? source.get("end_index") : length);
        cited.put("title", source.get("title") instanceof String title ? title : "");
        cited.put("url", url);
        Map<String, Object> annotation = new LinkedHashMap<>();
        annotation.put("type", "url_citation");
        annotation.put("url_citation", cited);
        return annotation;
    }
}
