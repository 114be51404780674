package dev.llmconnect.server;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Client of the OpenAI endpoints that reads their answers. */
final class OpenAIClient {
    private final RunningServer server;

    OpenAIClient(RunningServer server) {
        this.server = server;
    }

    HttpResponse<String> post(String path, String body) {
        return server.send(path, request -> request.POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> chat(String fields) {
        return post("/v1/chat/completions", "{\"model\":\"m\"," + fields + "}");
    }

    /** The answer to a request that must succeed. */
    Map<String, Object> answer(String fields) {
        HttpResponse<String> response = chat(fields);
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + ": " + response.body());
        }
        return json(response.body());
    }

    /** The data of each event, {@code [DONE]} included. */
    static List<String> events(String body) {
        List<String> events = new ArrayList<>();
        for (String event : body.split("\n\n", -1)) {
            if (event.startsWith("data: ")) {
                events.add(event.substring("data: ".length()));
            }
        }
        return events;
    }

    static Map<String, Object> json(String text) {
        return StrictJsonParser.object(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The value at a path such as {@code choices.0.message.content}; {@code null} when there is none. */
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
