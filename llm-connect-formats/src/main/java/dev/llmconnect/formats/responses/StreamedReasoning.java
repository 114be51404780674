package dev.llmconnect.formats.responses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reasoning while it is sent, as one paragraph of a summary. To be used by one thread. */
final class StreamedReasoning extends StreamedItem {
    private final StringBuilder words = new StringBuilder();
    private boolean open;

    StreamedReasoning(EventWriter events, String id, int index) {
        super(events, OutputItem.REASONING, id, index);
    }

    void text(String more) {
        if (!open) {
            open = true;
            send("response.reasoning_summary_part.added", fields("part", OutputItem.summary("")));
        }
        words.append(more);
        send("response.reasoning_summary_text.delta", fields("delta", more));
    }

    @Override
    void endWords() {
        if (!open) {
            return;
        }
        open = false;
        String all = words.toString();
        send("response.reasoning_summary_text.done", fields("text", all));
        send("response.reasoning_summary_part.done", fields("part", OutputItem.summary(all)));
    }

    @Override
    Map<String, Object> item(String status) {
        return OutputItem.reasoning(id(), words.isEmpty() ? List.of() : List.of(OutputItem.summary(words.toString())));
    }

    private static Map<String, Object> fields(String name, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("summary_index", 0);
        fields.put(name, value);
        return fields;
    }
}
