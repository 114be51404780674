package dev.llmconnect.formats.responses;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One item of the output while it is sent. To be used by one thread. */
abstract class StreamedItem {
    private static final String OUTPUT_INDEX = "output_index";
    private static final String ITEM_ID = "item_id";

    private final EventWriter events;
    private final String type;
    private final String id;
    private final int index;
    private @Nullable Map<String, Object> whole;

    StreamedItem(EventWriter events, String type, String id, int index) {
        this.events = events;
        this.type = type;
        this.id = id;
        this.index = index;
    }

    String type() {
        return type;
    }

    String id() {
        return id;
    }

    /** Announces it. */
    void begin() {
        events.send("response.output_item.added", Map.of(OUTPUT_INDEX, index, "item", item("in_progress")));
    }

    /** The item as far as it has been sent. */
    abstract Map<String, Object> item(String status);

    /** Ends what is open inside of it; nothing more of its words will come. */
    abstract void endWords();

    /**
     * Ends it.
     *
     * @param complete the item as it shall be kept; it gets the id that has been sent
     */
    void end(Map<String, Object> complete) {
        endWords();
        Map<String, Object> item = OutputItem.withId(complete, id);
        whole = item;
        events.send("response.output_item.done", Map.of(OUTPUT_INDEX, index, "item", item));
    }

    boolean hasEnded() {
        return whole != null;
    }

    /** Replaces what is kept of an item that has ended, now that more is known of it. */
    void keep(Map<String, Object> complete) {
        whole = OutputItem.withId(complete, id);
    }

    /** The whole item; as far as it has been sent when it has not ended. */
    Map<String, Object> whole() {
        return whole != null ? whole : item("incomplete");
    }

    /** Sends an event about this item. */
    void send(String event, Map<String, Object> fields) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(ITEM_ID, id);
        all.put(OUTPUT_INDEX, index);
        all.putAll(fields);
        events.send(event, all);
    }
}
