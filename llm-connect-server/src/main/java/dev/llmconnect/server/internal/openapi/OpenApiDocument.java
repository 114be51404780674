package dev.llmconnect.server.internal.openapi;

import static dev.llmconnect.server.internal.openapi.JsonSchemas.count;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.nonEmptyText;
import static dev.llmconnect.server.internal.openapi.JsonSchemas.text;

import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpRoute;
import dev.llmconnect.server.RouteDescription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes an OpenAPI document of routes. Source: <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1.1</a>.
 */
public final class OpenApiDocument {
    private static final String DESCRIPTION = "description";
    private static final String SCHEMA = "schema";
    private static final String NAME = "name";
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}.]+)(\\.\\.\\.)?}");
    private static final Map<String, Object> ERROR_REFERENCE = Map.of("$ref", "#/components/schemas/Error");

    private OpenApiDocument() {}

    /**
     * The document.
     *
     * @param version of the server
     * @param routes those without a description are listed without details
     */
    public static Map<String, Object> of(String version, List<HttpRoute> routes) {
        Map<String, Object> paths = new LinkedHashMap<>();
        for (HttpRoute route : routes) {
            String path = PARAMETER.matcher(route.pattern()).replaceAll(match -> "{" + match.group(1) + "}");
            @SuppressWarnings("unchecked") // made here
            Map<String, Object> methods =
                    (Map<String, Object>) paths.computeIfAbsent(path, any -> new LinkedHashMap<String, Object>());
            methods.put(route.method().toLowerCase(Locale.ROOT), operation(route));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.1");
        document.put(
                "info",
                object(
                        "title",
                        "llm-connect",
                        "version",
                        version,
                        DESCRIPTION,
                        "One way to call every language model, and to see what becomes of the calls."));
        document.put("paths", paths);
        document.put(
                "components",
                object(
                        "schemas",
                        object("Error", error()),
                        "securitySchemes",
                        object(
                                "key",
                                object(
                                        "type",
                                        "http",
                                        "scheme",
                                        "bearer",
                                        DESCRIPTION,
                                        "A caller's key, or the admin key for /admin/api."))));
        return document;
    }

    private static Map<String, Object> operation(HttpRoute route) {
        RouteDescription description = route.description().orElseGet(() -> RouteDescription.of(route.toString()));
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", description.summary());
        operation.put("operationId", operationId(route));
        if (!description.group().isEmpty()) {
            operation.put("tags", List.of(description.group()));
        }
        List<Object> parameters = parameters(route, description);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        description
                .body()
                .ifPresent(schema -> operation.put(
                        "requestBody", object("required", true, "content", content("application/json", schema))));
        Map<String, Object> responses = new LinkedHashMap<>();
        Map<String, Object> success = object(DESCRIPTION, "Success");
        description.answer().ifPresent(schema -> success.put("content", content(description.contentType(), schema)));
        responses.put(Integer.toString(description.status()), success);
        Map<String, ?> failure = route.errors() == ErrorFormat.CONTRACT ? ERROR_REFERENCE : Map.of("type", "object");
        responses.put("default", object(DESCRIPTION, "Failure", "content", content("application/json", failure)));
        operation.put("responses", responses);
        operation.put("security", List.of(object("key", List.of()), object()));
        return operation;
    }

    private static String operationId(HttpRoute route) {
        return (route.method().toLowerCase(Locale.ROOT) + route.pattern())
                .replaceAll("[^A-Za-z0-9]+", "_")
                .replaceAll("_$", "");
    }

    private static List<Object> parameters(HttpRoute route, RouteDescription description) {
        List<Object> parameters = new ArrayList<>();
        Matcher inPath = PARAMETER.matcher(route.pattern());
        while (inPath.find()) {
            parameters.add(object(NAME, inPath.group(1), "in", "path", "required", true, SCHEMA, nonEmptyText()));
        }
        for (RouteDescription.Parameter parameter : description.query()) {
            parameters.add(object(
                    NAME,
                    parameter.name(),
                    "in",
                    "query",
                    "required",
                    false,
                    DESCRIPTION,
                    parameter.meaning(),
                    SCHEMA,
                    parameter.schema()));
        }
        return parameters;
    }

    private static Map<String, Object> content(String type, Map<String, ?> schema) {
        return object(type, object(SCHEMA, schema));
    }

    /** The wire contract, section 3. */
    private static Map<String, Object> error() {
        return JsonSchemas.object()
                .required("error", text())
                .required("message", text())
                .required("type", text())
                .optional("provider_status", count())
                .optional("retry_after_seconds", count())
                .optional("request_id", text())
                .optional("details", JsonSchemas.mapOf(JsonSchemas.anything()))
                .open()
                .build();
    }

    private static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }
}
