package dev.llmconnect.server;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Asks {@code /v1/responses}, and takes its answers apart. */
final class ResponsesClient {
    private final RunningServer server;
    private final String key;

    ResponsesClient(RunningServer server) {
        this(server, "");
    }

    ResponsesClient(RunningServer server, String key) {
        this.server = server;
        this.key = key;
    }

    HttpResponse<String> send(String method, String path, String body) {
        return server.send(
                path,
                request -> (key.isEmpty() ? request : request.header("Authorization", "Bearer " + key))
                        .method(method, BodyPublishers.ofString(body)));
    }

    HttpResponse<String> send(String method, String path) {
        return send(method, path, "");
    }

    HttpResponse<String> post(String fields) {
        return send("POST", "/v1/responses", "{\"model\":\"m\"," + fields + "}");
    }

    /** The answer to a request that must succeed. */
    Map<String, Object> answer(String fields) {
        HttpResponse<String> response = post(fields);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return json(response.body());
    }

    /** The events of a stream that must begin. */
    List<Map<String, Object>> events(String fields) {
        HttpResponse<String> response = post("\"stream\":true," + fields);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        List<Map<String, Object>> events = new ArrayList<>();
        for (String event : response.body().split("\n\n", -1)) {
            if (event.startsWith("event: ")) {
                String[] lines = event.split("\ndata: ", 2);
                Map<String, Object> data = json(lines[1]);
                if (!lines[0].equals("event: " + data.get("type"))) {
                    throw new AssertionError(event);
                }
                events.add(data);
            }
        }
        return events;
    }

    static Map<String, Object> json(String text) {
        return StrictJsonParser.object(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The value at a path such as {@code output.0.content.0.text}; {@code null} when there is none. */
    static Object at(Object tree, String path) {
        Object value = tree;
        for (String step : path.split("\\.", -1)) {
            if (value instanceof Map<?, ?> map) {
                value = map.get(step);
            } else if (value instanceof List<?> list && Integer.parseInt(step) < list.size()) {
                value = list.get(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return value;
    }
}
