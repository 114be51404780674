package dev.llmconnect.spi;

/** A server-sent event. Immutable and thread-safe. */
public final class SseEvent {
    private final String type;
    private final String data;

    SseEvent(String type, String data) {
        this.type = type;
        this.data = data;
    }

    /** Value of the {@code event} field; empty if absent. */
    public String type() {
        return type;
    }

    /** Values of the {@code data} fields, joined with line feeds. */
    public String data() {
        return data;
    }

    /** Returns the type and the size, never the data. */
    @Override
    public String toString() {
        return "SseEvent[" + type + ", " + data.length() + " characters]";
    }
}
