package dev.llmconnect.server;

import static dev.llmconnect.server.ResponsesClient.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The published order of a stream's events, as a machine: what may come where, numbered how, and that the pieces come to the whole. An
 * index may only be used after it was announced, and the last event repeats every item.
 */
final class ResponsesGrammar {
    /** An item: its id, its type, whether it ended, what of its words is open. */
    private static final class Item {
        final String id;
        final String type;
        final List<Object> pieces = new ArrayList<>();
        final StringBuilder words = new StringBuilder();
        boolean open;
        Object whole;

        Item(Map<String, Object> event) {
            id = (String) at(event, "item.id");
            type = (String) at(event, "item.type");
        }
    }

    private final List<Item> items = new ArrayList<>();
    private final Map<String, Integer> seen = new HashMap<>();
    private boolean ended;

    private ResponsesGrammar() {}

    static void check(List<Map<String, Object>> events) {
        ResponsesGrammar grammar = new ResponsesGrammar();
        assertThat(events.get(0)).containsEntry("type", "response.created");
        assertThat(events.get(1)).containsEntry("type", "response.in_progress");
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i)).as("event %s", i).containsEntry("sequence_number", (long) i);
            grammar.accept(events.get(i));
        }
        assertThat(grammar.ended).as("ended").isTrue();
    }

    private void accept(Map<String, Object> event) {
        String type = (String) event.get("type");
        assertThat(ended).as("nothing follows the end, got %s", type).isFalse();
        seen.merge(type, 1, Integer::sum);
        switch (type) {
            case "response.created", "response.in_progress" ->
                assertThat(seen).containsEntry(type, 1).doesNotContainKey("response.output_item.added");
            case "error" -> assertThat(event).containsKey("error");
            case "response.failed" -> {
                assertThat(seen).containsKey("error");
                ended = true;
            }
            case "response.completed", "response.incomplete" -> end(event);
            case "response.output_item.added" -> {
                assertThat(event.get("output_index")).isEqualTo((long) items.size());
                items.add(new Item(event));
            }
            default -> inside(type, event);
        }
    }

    private void inside(String type, Map<String, Object> event) {
        Item item = items.get(((Long) event.get("output_index")).intValue());
        assertThat(item.whole).as("%s after its item ended", type).isNull();
        if (type.equals("response.output_item.done")) {
            assertThat(item.open).as("words are open").isFalse();
            assertThat(at(event, "item.id")).isEqualTo(item.id);
            assertThat(at(event, "item.type")).isEqualTo(item.type);
            item.whole = event.get("item");
            return;
        }
        assertThat(event).containsEntry("item_id", item.id);
        String kind = type.substring("response.".length());
        switch (item.type) {
            case "message" -> message(kind, event, item);
            case "reasoning" -> reasoning(kind, event, item);
            case "function_call" -> call(kind, "function_call_arguments", "arguments", event, item);
            case "custom_tool_call" -> call(kind, "custom_tool_call_input", "input", event, item);
            default -> throw new AssertionError(type + " in a " + item.type);
        }
    }

    private static void message(String kind, Map<String, Object> event, Item item) {
        assertThat(event).containsEntry("content_index", (long) item.pieces.size());
        switch (kind) {
            case "content_part.added" -> open(item);
            case "content_part.done" -> {
                assertThat(item.open).isFalse();
                Object words =
                        at(event, "part.type").equals("refusal") ? at(event, "part.refusal") : at(event, "part.text");
                assertThat(words).isEqualTo(item.words.toString());
                item.pieces.add(event.get("part"));
            }
            case "output_text.delta", "refusal.delta" -> append(event, item);
            case "output_text.done" -> close("text", event, item);
            case "refusal.done" -> close("refusal", event, item);
            case "output_text.annotation.added" -> assertThat(item.open).isTrue();
            default -> throw new AssertionError(kind + " in a message");
        }
    }

    private static void reasoning(String kind, Map<String, Object> event, Item item) {
        assertThat(event).containsEntry("summary_index", (long) item.pieces.size());
        switch (kind) {
            case "reasoning_summary_part.added" -> open(item);
            case "reasoning_summary_text.delta" -> append(event, item);
            case "reasoning_summary_text.done" -> close("text", event, item);
            case "reasoning_summary_part.done" -> {
                assertThat(item.open).isFalse();
                item.pieces.add(event.get("part"));
            }
            default -> throw new AssertionError(kind + " in reasoning");
        }
    }

    private static void call(String kind, String name, String field, Map<String, Object> event, Item item) {
        if (kind.equals(name + ".delta")) {
            assertThat(item.pieces).isEmpty();
            item.words.append(event.get("delta"));
        } else {
            assertThat(kind).isEqualTo(name + ".done");
            assertThat((String) event.get(field)).startsWith(item.words.toString());
            item.pieces.add(event.get(field));
        }
    }

    private static void open(Item item) {
        assertThat(item.open).isFalse();
        item.open = true;
        item.words.setLength(0);
    }

    private static void append(Map<String, Object> event, Item item) {
        assertThat(item.open).as("a delta needs an open piece").isTrue();
        item.words.append(event.get("delta"));
    }

    private static void close(String field, Map<String, Object> event, Item item) {
        assertThat(item.open).isTrue();
        assertThat(event).containsEntry(field, item.words.toString());
        item.open = false;
    }

    private void end(Map<String, Object> event) {
        assertThat(seen).doesNotContainKey("error");
        List<?> output = (List<?>) at(event, "response.output");
        assertThat(output).hasSameSizeAs(items);
        for (int i = 0; i < items.size(); i++) {
            assertThat(items.get(i).whole).as("item %s ended", i).isNotNull();
            assertThat(at(output.get(i), "id")).isEqualTo(items.get(i).id);
            assertThat(at(output.get(i), "type")).isEqualTo(items.get(i).type);
        }
        ended = true;
    }
}
