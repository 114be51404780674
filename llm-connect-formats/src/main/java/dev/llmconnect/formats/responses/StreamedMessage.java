package dev.llmconnect.formats.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message while it is sent: pieces of text and of refusal. To be used by one thread. */
final class StreamedMessage extends StreamedItem {
    private final List<Map<String, Object>> ended = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private boolean open;
    private boolean refuses;

    StreamedMessage(EventWriter events, String id, int index) {
        super(events, OutputItem.MESSAGE, id, index);
    }

    void text(String more) {
        ensure(false);
        words.append(more);
        send("response.output_text.delta", fields("delta", more, "logprobs", List.of()));
    }

    void refusal(String more) {
        ensure(true);
        words.append(more);
        send("response.refusal.delta", fields("delta", more));
    }

    private void ensure(boolean refusal) {
        if (open && refuses == refusal) {
            return;
        }
        endWords();
        open = true;
        refuses = refusal;
        send("response.content_part.added", fields("part", piece("")));
    }

    /** The sources of the words that are open. */
    void annotations(List<Map<String, Object>> annotations) {
        if (!open || refuses) {
            return;
        }
        for (int i = 0; i < annotations.size(); i++) {
            send(
                    "response.output_text.annotation.added",
                    fields("annotation_index", i, "annotation", annotations.get(i)));
        }
    }

    @Override
    void endWords() {
        if (!open) {
            return;
        }
        String all = words.toString();
        if (refuses) {
            send("response.refusal.done", fields("refusal", all));
        } else {
            send("response.output_text.done", fields("text", all, "logprobs", List.of()));
        }
        send("response.content_part.done", fields("part", piece(all)));
        ended.add(piece(all));
        open = false;
        words.setLength(0);
    }

    @Override
    Map<String, Object> item(String status) {
        List<Map<String, Object>> content = new ArrayList<>(ended);
        if (open) {
            content.add(piece(words.toString()));
        }
        return OutputItem.message(id(), status, content);
    }

    private Map<String, Object> piece(String all) {
        return refuses ? OutputItem.refusal(all) : OutputItem.text(all);
    }

    private Map<String, Object> fields(String name, Object value) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("content_index", ended.size());
        fields.put(name, value);
        return fields;
    }

    private Map<String, Object> fields(String name, Object value, String other, Object otherValue) {
        Map<String, Object> fields = fields(name, value);
        fields.put(other, otherValue);
        return fields;
    }
}
