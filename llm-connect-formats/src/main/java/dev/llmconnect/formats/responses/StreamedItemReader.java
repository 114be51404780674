package dev.llmconnect.formats.responses;

import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One item of an output while it comes in, and what the reader of the stream has been told of it. */
final class StreamedItemReader {
    /** What has been told, to which more is appended. */
    static final class Told {
        private final StringBuilder words = new StringBuilder();

        void append(String more) {
            words.append(more);
        }

        boolean isEmpty() {
            return words.isEmpty();
        }

        /** What of the whole has not been told yet; absent where the whole is other than what was told. */
        Optional<String> rest(String whole) {
            String told = words.toString();
            if (told.isBlank() && whole.equals("{}")) {
                return Optional.of(whole);
            }
            return whole.startsWith(told) ? Optional.of(whole.substring(told.length())) : Optional.empty();
        }

        @Override
        public String toString() {
            return words.toString();
        }
    }

    final Told text = new Told();
    final Told refusal = new Told();
    final Told thought = new Told();
    final Told arguments = new Told();

    private OutputItemReader item = new OutputItemReader(JsonNode.MISSING);
    private String paragraph = "";
    private int callIndex = -1;
    private boolean apart;
    private boolean complete;

    void begin(OutputItemReader begun) {
        item = begun;
    }

    boolean hasBegun() {
        return item.json().exists();
    }

    void complete(OutputItemReader whole) {
        item = whole;
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** The item as it was last shown. */
    OutputItemReader item() {
        return item;
    }

    /** The reader knows of the call, as the one at this index. */
    void announced(int index) {
        callIndex = index;
    }

    /** Which call of the answer it is; negative as long as it is none the reader knows of. */
    int callIndex() {
        return callIndex;
    }

    /** Its reasoning is another paragraph than that of an item before. */
    void standApart() {
        apart = true;
    }

    boolean standsApart() {
        return apart;
    }

    /** What stands before more words of that paragraph of its reasoning. */
    String separator(String next) {
        boolean another = !thought.isEmpty() && !next.equals(paragraph);
        paragraph = next;
        return another ? OutputItemReader.PARAGRAPH : "";
    }

    /** The item as it is complete; of one that was cut off, what came of it. */
    OutputItemReader assembled() {
        if (complete) {
            return item;
        }
        Map<String, Object> json = new LinkedHashMap<>(item.json().object());
        json.putIfAbsent("type", thought.isEmpty() ? "message" : "reasoning");
        OutputItemReader begun = new OutputItemReader(JsonNode.of(json));
        if (begun.isMessage()) {
            List<Object> content = new ArrayList<>();
            if (!text.isEmpty()) {
                content.add(Map.of("type", "output_text", "text", text.toString()));
            }
            if (!refusal.isEmpty()) {
                content.add(Map.of("type", "refusal", "refusal", refusal.toString()));
            }
            json.put("content", content);
        } else if (begun.isReasoning()) {
            json.put("summary", List.of(Map.of("type", "summary_text", "text", thought.toString())));
        } else if (callIndex >= 0) {
            json.put(begun.argumentsField(), arguments.toString());
        }
        return begun;
    }
}
