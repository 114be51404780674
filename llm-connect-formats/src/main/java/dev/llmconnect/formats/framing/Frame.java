package dev.llmconnect.formats.framing;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import okio.ByteString;

/**
 * One event of a streamed answer, whatever the framing.
 *
 * @param type the event's name, empty where the framing or the provider gives none
 * @param data what it carries
 * @param isWhole whether the end of the event was seen; not for the last one of a body that ended without it
 */
public record Frame(String type, ByteString data, boolean isWhole) {
    /** A whole event. */
    public Frame(String type, ByteString data) {
        this(type, data, true);
    }

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
