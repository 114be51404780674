package dev.llmconnect.server;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route takes and answers, for {@code GET /openapi.json}. Schemas are JSON Schema 2020-12 as trees of maps and lists. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * routing.add(HttpRoute.blocking("GET", "/greet/{name}", handler)
 *         .describedAs(() -> RouteDescription.of("Greets somebody")
 *                 .query("loud", Map.of("type", "boolean"), "Whether in capitals")
 *                 .answers(200, "text/plain", Map.of("type", "string"))));
 * }</pre>
 */
public final class RouteDescription {
    private static final String JSON = "application/json";
    private static final int OK = 200;

    private final String summary;
    private final String group;
    private final List<Parameter> query;
    private final @Nullable Map<String, ?> body;
    private final int status;
    private final String contentType;
    private final @Nullable Map<String, ?> answer;

    private RouteDescription(
            String summary,
            String group,
            List<Parameter> query,
            @Nullable Map<String, ?> body,
            int status,
            String contentType,
            @Nullable Map<String, ?> answer) {
        this.summary = summary;
        this.group = group;
        this.query = List.copyOf(query);
        this.body = body == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(body));
        this.status = status;
        this.contentType = contentType;
        this.answer = answer == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(answer));
    }

    /**
     * A query parameter, which may be left out.
     *
     * @param name as in the URL
     * @param schema of its value
     * @param meaning one sentence
     */
    public record Parameter(String name, Map<String, ?> schema, String meaning) {
        /** Copies the schema. */
        public Parameter {
            schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
        }
    }

    /** Starts with a route without query and body that answers 200 with some JSON object. */
    public static RouteDescription of(String summary) {
        return new RouteDescription(summary, "", List.of(), null, OK, JSON, Map.of("type", "object"));
    }

    /** Under which heading the route stands; none by default. */
    public RouteDescription group(String name) {
        return new RouteDescription(summary, name, query, body, status, contentType, answer);
    }

    /** Adds a query parameter. */
    public RouteDescription query(String name, Map<String, ?> schema, String meaning) {
        List<Parameter> more = new ArrayList<>(query);
        more.add(new Parameter(name, schema, meaning));
        return new RouteDescription(summary, group, more, body, status, contentType, answer);
    }

    /** What the JSON object in the body of a request holds; no body by default. */
    public RouteDescription takes(Map<String, ?> schema) {
        return new RouteDescription(summary, group, query, schema, status, contentType, answer);
    }

    /** What the JSON of a successful response holds; some object by default. */
    public RouteDescription answers(Map<String, ?> schema) {
        return answers(OK, JSON, schema);
    }

    /** What a successful response holds. */
    public RouteDescription answers(int code, String type, Map<String, ?> schema) {
        return new RouteDescription(summary, group, query, body, code, type, schema);
    }

    /** That a successful response has a status and no body. */
    public RouteDescription answersNothing(int code) {
        return new RouteDescription(summary, group, query, body, code, contentType, null);
    }

    /** What the route does, in one line. */
    public String summary() {
        return summary;
    }

    /** The heading under which the route stands; empty for none. */
    public String group() {
        return group;
    }

    /** The query parameters. */
    public List<Parameter> query() {
        return query;
    }

    /** The schema of the body of a request; absent where there is none. */
    public Optional<Map<String, ?>> body() {
        return Optional.ofNullable(body);
    }

    /** The status of a successful response. */
    public int status() {
        return status;
    }

    /** The media type of a successful response. */
    public String contentType() {
        return contentType;
    }

    /** The schema of a successful response; absent where it has no body. */
    public Optional<Map<String, ?>> answer() {
        return Optional.ofNullable(answer);
    }
}
