package dev.llmconnect.providers.corpus;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The events of a recorded stream, read the plainest way: the whole text is there, so it is cut at blank lines. */
public record ServerSentText(String type, String data) {
    /** The events that carry data. */
    public static List<ServerSentText> events(String body) {
        List<ServerSentText> events = new ArrayList<>();
        for (String block : body.replace("\r\n", "\n").replace('\r', '\n').split("\n\n+", -1)) {
            String data = field(block, "data");
            if (!data.isBlank()) {
                events.add(new ServerSentText(field(block, "event"), data));
            }
        }
        return events;
    }

    /** The JSON of the events, without the {@code [DONE]}. */
    public static List<JsonNode> json(String body) {
        return events(body).stream()
                .filter(event -> !event.data.strip().equals("[DONE]"))
                .map(event -> Json.read(event.data))
                .toList();
    }

    private static String field(String block, String name) {
        return Arrays.stream(block.split("\n", -1))
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .map(value -> value.startsWith(" ") ? value.substring(1) : value)
                .collect(Collectors.joining("\n"));
    }
}
