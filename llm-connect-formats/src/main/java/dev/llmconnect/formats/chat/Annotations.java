package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart.Citation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sources of an answer as {@code url_citation} annotations. A source without an address has no such form and is left out. */
public final class Annotations {
    private static final String TYPE = "url_citation";

    private Annotations() {}

    /** As Chat Completions have them: what is cited stands in an object that the type names. */
    static List<Object> of(Choice answer) {
        List<Object> annotations = new ArrayList<>();
        for (Citation citation : answer.citations()) {
            if (citation.url().isPresent()) {
                Map<String, Object> annotation = new LinkedHashMap<>();
                annotation.put("type", TYPE);
                annotation.put(TYPE, fields(citation, answer.content().length()));
                annotations.add(annotation);
            }
        }
        return annotations;
    }

    /**
     * As Responses have it: what is cited stands beside the type.
     *
     * @param citation one with an address
     * @param length the length of the text, all of which is cited where the source does not say which part
     */
    public static Map<String, Object> flat(Citation citation, int length) {
        Map<String, Object> annotation = new LinkedHashMap<>();
        annotation.put("type", TYPE);
        annotation.putAll(fields(citation, length));
        return annotation;
    }

    private static Map<String, Object> fields(Citation citation, int length) {
        boolean placed = citation.start().isPresent() && citation.end().isPresent();
        Map<String, Object> cited = new LinkedHashMap<>();
        cited.put("start_index", placed ? citation.start().getAsInt() : 0);
        cited.put("end_index", placed ? citation.end().getAsInt() : length);
        cited.put("title", citation.title().orElse(""));
        cited.put("url", citation.url().orElse(""));
        return cited;
    }
}
