package dev.llmconnect.formats.responses;

import dev.llmconnect.ResponseFormat;
import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The request's {@code text}: which form the answer shall have, and how many words. */
final class RequestText {
    private static final String TEXT = "text";
    private static final String FORMAT = "format";

    private RequestText() {}

    /** Reads it; the form is empty for plain text, and where only this format can say it. */
    static Optional<ResponseFormat> read(RequestFields body, RunConfig.Builder config, WireOnly only) {
        Optional<RequestFields> text = body.object(TEXT);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> harmless = new LinkedHashMap<>();
        text.get().text("verbosity").ifPresent(verbosity -> {
            if (verbosity.equals("medium")) {
                // The default, which other formats need not be told.
                harmless.put("verbosity", verbosity);
            } else {
                config.modelParam("verbosity", verbosity);
            }
        });
        Map<String, Object> others = new LinkedHashMap<>();
        Optional<ResponseFormat> format = text.get().object(FORMAT).flatMap(chosen -> format(chosen, harmless, others));
        others.putAll(text.get().left());
        only.members(TEXT, harmless, others);
        return format;
    }

    private static Optional<ResponseFormat> format(
            RequestFields format, Map<String, Object> harmless, Map<String, Object> others) {
        Map<String, Object> whole = new LinkedHashMap<>(format.left());
        Optional<ResponseFormat> known =
                switch (format.requiredText("type")) {
                    case TEXT -> Optional.empty();
                    case "json_object" -> Optional.of(ResponseFormat.JSON_OBJECT);
                    case "json_schema" ->
                        Optional.of(ResponseFormat.builder("json_schema")
                                .name(format.requiredText("name"))
                                .schema(format.tree("schema").orElseThrow(() -> format.missing("schema")))
                                .strict(format.flag("strict").orElse(null))
                                .build());
                    default -> {
                        others.put(FORMAT, whole);
                        yield Optional.empty();
                    }
                };
        if (!others.containsKey(FORMAT) && !format.left().isEmpty()) {
            harmless.put(FORMAT, format.left());
        }
        return known;
    }
}
