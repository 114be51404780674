package dev.llmconnect.formats.chat;

import dev.llmconnect.ResponseFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form that a chat request wants its answer in. */
final class ChatResponseFormat {
    private static final String FIELD = "response_format";
    private static final String JSON_SCHEMA = "json_schema";

    private ChatResponseFormat() {}

    /** The form; {@code null} for plain text and for forms that only this wire format knows. */
    static @Nullable ResponseFormat read(RequestFields fields, ChatWireFields wire) {
        RequestFields format = fields.object(FIELD).orElse(null);
        if (format == null) {
            return null;
        }
        Map<String, Object> whole = new LinkedHashMap<>(format.left());
        String type = format.requiredText("type");
        switch (type) {
            case "text" -> {
                return null;
            }
            case "json_object" -> {
                return ResponseFormat.JSON_OBJECT;
            }
            case JSON_SCHEMA -> {
                return schema(format.object(JSON_SCHEMA).orElseThrow(() -> format.missing(JSON_SCHEMA)), wire);
            }
            default -> {
                wire.require(FIELD, whole);
                return null;
            }
        }
    }

    private static ResponseFormat schema(RequestFields schema, ChatWireFields wire) {
        ResponseFormat format = ResponseFormat.builder(JSON_SCHEMA)
                .name(schema.requiredText("name"))
                .schema(schema.object("schema").map(RequestFields::left).orElse(Map.of()))
                .strict(schema.flag("strict").orElse(null))
                .build();
        if (!schema.left().isEmpty()) {
            // The description, which is only for the model to read.
            wire.hint(FIELD, Map.of(JSON_SCHEMA, schema.left()));
        }
        return format;
    }
}
