package dev.llmconnect.providers.http;

import dev.llmconnect.providers.json.Json;
import dev.llmconnect.providers.json.JsonException;
import dev.llmconnect.providers.json.JsonNode;
import okio.ByteString;

/**
 * One event of a streamed answer, whatever the framing.
 *
 * @param type the event's name, empty where the framing or the provider gives none
 * @param data what it carries
 */
public record Frame(String type, ByteString data) {
    /** The data as text. */
    public String text() {
        return data.utf8();
    }

    /**
     * The data as JSON.
     *
     * @throws JsonException when it is none
     */
    public JsonNode json() {
        return Json.read(data);
    }

    /** The event's name only, never what it carries. */
    @Override
    public String toString() {
        return "Frame[" + type + ", " + data.size() + " bytes]";
    }
}
