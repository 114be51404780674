package dev.llmconnect.formats.messages;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One block of a streamed answer: how it begins, the deltas that are not sent yet, and whether it may be closed. Not thread-safe. */
final class StreamedBlock {
    private final Map<String, Object> start;
    private final List<Map<String, Object>> unsent = new ArrayList<>();
    private final JsonEnd input = new JsonEnd();
    private boolean begun;
    private boolean ended;
    private boolean sent;

    StreamedBlock(Map<String, Object> start) {
        this.start = start;
    }

    /** A block that is there in whole. */
    static StreamedBlock whole(Map<String, Object> block) {
        StreamedBlock whole = new StreamedBlock(BlockEvents.start(block));
        whole.end(BlockEvents.deltas(block));
        return whole;
    }

    boolean is(String type) {
        return type.equals(start.get("type"));
    }

    /** All of it has been sent. */
    void markSent() {
        sent = true;
    }

    /** Whether all of it has been sent. */
    boolean sent() {
        return sent;
    }

    Map<String, Object> start() {
        return start;
    }

    /** Takes words, or a piece of a tool's input. */
    void add(String deltaType, String field, String piece) {
        if (is("tool_use")) {
            input.add(piece);
        }
        if (!piece.isEmpty()) {
            unsent.add(BlockEvents.delta(deltaType, field, piece));
        }
    }

    /** Nothing more comes but these. */
    void end(List<Map<String, Object>> last) {
        if (!ended) {
            unsent.addAll(last);
            ended = true;
        }
    }

    boolean ended() {
        return ended;
    }

    /** Whether another block may begin: the provider said that it ended, or its input is a whole object. */
    boolean mayClose() {
        return ended || input.complete();
    }

    /** Whether this is the first time that it is asked. */
    boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** The deltas to send now. */
    List<Map<String, Object>> takeUnsent() {
        List<Map<String, Object>> now = List.copyOf(unsent);
        unsent.clear();
        return now;
    }
}
