package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import okio.Buffer;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/admin-api.md} true. With {@code -Dllmconnect.writeDocs} it is written instead. */
class AdminDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Path DOCUMENT = ROOT.resolve("docs/admin-api.md");

    @Test
    void theDocumentIsWhatTheServerSays() throws Exception {
        String document = document();
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(DOCUMENT, document);
        }

        assertThat(Files.readString(DOCUMENT))
                .as("docs/admin-api.md is stale; -Dllmconnect.writeDocs writes it anew")
                .isEqualTo(document);
    }

    private static String document() throws IOException, InterruptedException {
        Map<?, ?> paths;
        try (Gateway gateway = new Gateway(Map.of())) {
            String json = gateway.get("/openapi.json").body();
            paths = (Map<?, ?>)
                    ((Map<?, ?>) JsonReader.of(new Buffer().writeUtf8(json)).readJsonValue()).get("paths");
        }
        StringBuilder text = new StringBuilder("""
            # The admin API

            This page is made from the server's routes; a test fails when it is stale. `GET /openapi.json` says the same, and more, as an OpenAPI
            document. What the page at `/admin/` shows, who may use it, and the admin key: [server.md](server.md#admin-page).

            Every answer is a JSON object; failures are those of the wire contract. `…[]` is a list, `?` may be `null`. Nothing here holds a prompt, an
            answer or a credential, but for the key of a caller in the one answer to the request that makes it.

            """);
        paths.forEach((path, methods) -> ((Map<?, ?>) methods).forEach((method, operation) -> {
            if (String.valueOf(path).startsWith("/admin/api/")) {
                route(text, String.valueOf(method), String.valueOf(path), (Map<?, ?>) operation);
            }
        }));
        return text.toString().stripTrailing() + "\n";
    }

    private static void route(StringBuilder text, String method, String path, Map<?, ?> operation) {
        text.append("## `")
                .append(method.toUpperCase(Locale.ROOT))
                .append(' ')
                .append(path)
                .append("`\n\n");
        text.append(operation.get("summary")).append(".\n\n");
        if (operation.get("parameters") instanceof List<?> parameters) {
            String query = parameters.stream()
                    .map(parameter -> (Map<?, ?>) parameter)
                    .filter(parameter -> "query".equals(parameter.get("in")))
                    .map(parameter -> "| `" + parameter.get("name") + "` | " + parameter.get("description") + " |\n")
                    .collect(Collectors.joining());
            text.append(query.isEmpty() ? "" : "| query | meaning |\n|---|---|\n" + query + "\n");
        }
        if (operation.get("requestBody") instanceof Map<?, ?> body) {
            fields(text, "takes", schema(body));
        }
        if (((Map<?, ?>) operation.get("responses")).get("200") instanceof Map<?, ?> answer) {
            fields(text, "answers", schema(answer));
        }
    }

    private static Map<?, ?> schema(Map<?, ?> part) {
        Map<?, ?> content = (Map<?, ?>) part.get("content");
        return (Map<?, ?>) ((Map<?, ?>) content.values().iterator().next()).get("schema");
    }

    private static void fields(StringBuilder text, String title, Map<?, ?> schema) {
        Map<String, String> fields = new LinkedHashMap<>();
        flatten("", schema, fields);
        if (fields.isEmpty()) {
            return;
        }
        text.append("| ").append(title).append(" | |\n|---|---|\n");
        fields.forEach((name, type) ->
                text.append("| `").append(name).append("` | ").append(type).append(" |\n"));
        text.append('\n');
    }

    private static void flatten(String path, Map<?, ?> schema, Map<String, String> fields) {
        if (schema.get("properties") instanceof Map<?, ?> properties) {
            properties.forEach((name, inner) ->
                    flatten(path.isEmpty() ? String.valueOf(name) : path + "." + name, (Map<?, ?>) inner, fields));
        } else if (schema.get("items") instanceof Map<?, ?> items) {
            flatten(path + "[]", items, fields);
        } else if (!path.isEmpty()) {
            fields.put(path, type(schema));
        }
    }

    private static String type(Map<?, ?> schema) {
        Object type = schema.get("type");
        String name = type instanceof List<?> several
                ? several.get(0) + "?"
                : type == null ? "anything" : String.valueOf(type);
        Object format = schema.get("format");
        return format == null ? name : name + " (" + format + ")";
    }
}
