package dev.llmconnect.formats.responses;

import java.util.LinkedHashMap;
import java.util.Map;

/** An item that came in no events, and is sent in one piece. */
final class WholeItem extends StreamedItem {
    private final Map<String, Object> item;

    WholeItem(EventWriter events, Map<String, Object> item, int index) {
        super(events, OutputItem.type(item), String.valueOf(item.get(OutputItem.ID)), index);
        this.item = item;
    }

    @Override
    Map<String, Object> item(String status) {
        Map<String, Object> copy = new LinkedHashMap<>(item);
        copy.computeIfPresent(OutputItem.STATUS, (name, value) -> status);
        return copy;
    }

    /** Its words are inside of it. */
    @Override
    void endWords() {}
}
