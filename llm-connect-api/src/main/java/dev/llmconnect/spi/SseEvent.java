package dev.llmconnect.spi;

/** One server-sent event. Immutable and thread-safe. */
public final class SseEvent {
    private final String type;
    private final String data;

    SseEvent(String type, String data) {
        this.type = type;
        this.data = data;
    }

    /** The value of {@code event}; empty when the provider names none. */
    public String type() {
        return type;
    }

    /** The values of {@code data}, joined with line feeds. */
    public String data() {
        return data;
    }

    /** The type and the size only, never the data. */
    @Override
    public String toString() {
        return "SseEvent[" + type + ", " + data.length() + " characters]";
    }
}
