package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The items of an output while they come in. Tells the reader of the stream each word once, also those that came in no delta. */
final class StreamedOutputReader {
    private final WireCall call;
    private final TreeMap<Long, StreamedItemReader> items = new TreeMap<>();
    /** The first item of each id. */
    private final Map<String, StreamedItemReader> byId = new HashMap<>();

    private boolean reasoned;
    private int calls;

    StreamedOutputReader(WireCall call) {
        this.call = call;
    }

    /** An item begins. */
    void begin(JsonNode event, JsonNode response, Consumer<StreamEvent> events) {
        long index = event.number("output_index").orElse(next());
        StreamedItemReader there = items.get(index);
        // Some give all items the same number.
        long free = there != null && there.hasBegun() ? next() : index;
        StreamedItemReader item = items.computeIfAbsent(free, i -> new StreamedItemReader());
        item.begin(OutputItemReader.of(event.get("item"), response, free, call));
        remember(item);
        if (!item.item().id().isEmpty()) {
            events.accept(new StreamEvent.PartStart(
                    ResponsesWire.NAME, item.item().json().object()));
        }
        announce(item, response, events);
    }

    /** An item is complete. */
    void complete(JsonNode event, JsonNode response, Consumer<StreamEvent> events) {
        OutputItemReader whole = OutputItemReader.of(
                event.get("item"), response, event.number("output_index").orElse(0), call);
        complete(find(whole.id(), event.number("output_index")), whole, response, events);
    }

    private String delta(JsonNode event) {
        if (!event.has("delta")) {
            throw call.failures().malformed("there is nothing in a piece of an item");
        }
        return call.text(event, "delta");
    }

    /** More of an answer's text. */
    void text(JsonNode event, Consumer<StreamEvent> events) {
        say(find(event), delta(event), events);
    }

    /** More of a refusal. */
    void refusal(JsonNode event, Consumer<StreamEvent> events) {
        refuse(find(event), delta(event), events);
    }

    /** More of a paragraph of reasoning. */
    void reasoning(JsonNode event, String paragraphField, Consumer<StreamEvent> events) {
        StreamedItemReader item = find(event);
        String words = delta(event);
        String paragraph = paragraphField + event.number(paragraphField).orElse(0);
        think(item, words.isEmpty() ? "" : item.separator(paragraph) + words, events);
    }

    /** More of a call's arguments. */
    void arguments(JsonNode event, Consumer<StreamEvent> events) {
        argue(find(event), delta(event), events);
    }

    /**
     * The response is over.
     *
     * @param output what it repeats of its items; ChatGPT repeats none
     * @return all items
     */
    List<OutputItemReader> end(List<OutputItemReader> output, JsonNode response, Consumer<StreamEvent> events) {
        if (output.size() < items.size()) {
            return items.values().stream().map(StreamedItemReader::assembled).toList();
        }
        for (int i = 0; i < output.size(); i++) {
            OutputItemReader whole = output.get(i);
            complete(find(whole.id(), OptionalLong.of(i)), whole, response, events);
        }
        return output;
    }

    private void complete(
            StreamedItemReader item, OutputItemReader whole, JsonNode response, Consumer<StreamEvent> events) {
        boolean ends = !item.isComplete();
        item.complete(whole);
        remember(item);
        announce(item, response, events);
        if (whole.isMessage()) {
            say(item, rest(item.text, whole.text(), "text"), events);
            refuse(item, rest(item.refusal, whole.refusal(), "refusal"), events);
        } else if (whole.isReasoning()) {
            think(item, rest(item.thought, whole.thought(), "reasoning"), events);
        } else if (item.callIndex() >= 0) {
            argue(item, rest(item.arguments, arguments(whole), "arguments of a tool call"), events);
        }
        List<ContentPart> parts = ends ? whole.parts(response, item.standsApart()) : List.of();
        if (!parts.isEmpty()) {
            events.accept(new StreamEvent.PartEnd(parts));
        }
    }

    /** What of the whole has not been told yet. Where the whole is other than what was told, one of them is damaged. */
    private String rest(StreamedItemReader.Told told, String whole, String what) {
        return told.rest(whole)
                .orElseThrow(() ->
                        call.failures().malformed("the " + what + " at the end of an item differs from its pieces"));
    }

    private static String arguments(OutputItemReader whole) {
        return whole.isFunctionCall() && whole.arguments().isBlank() ? "{}" : whole.arguments();
    }

    private void announce(StreamedItemReader item, JsonNode response, Consumer<StreamEvent> events) {
        OutputItemReader called = item.item();
        if (item.callIndex() < 0 && called.isCall(response) && !called.name().isEmpty()) {
            item.announced(calls);
            events.accept(new StreamEvent.ToolCallDelta(
                    calls, called.callId(), called.name(), item.arguments.toString(), called.extras()));
            calls++;
        }
    }

    private static void say(StreamedItemReader item, String words, Consumer<StreamEvent> events) {
        if (!words.isEmpty()) {
            item.text.append(words);
            events.accept(new StreamEvent.Text(words));
        }
    }

    private static void refuse(StreamedItemReader item, String words, Consumer<StreamEvent> events) {
        if (!words.isEmpty()) {
            item.refusal.append(words);
            events.accept(new StreamEvent.Refusal(words));
        }
    }

    private void think(StreamedItemReader item, String words, Consumer<StreamEvent> events) {
        if (!words.isEmpty()) {
            if (item.thought.isEmpty() && reasoned) {
                item.standApart();
                events.accept(new StreamEvent.Reasoning(OutputItemReader.PARAGRAPH + words));
            } else {
                events.accept(new StreamEvent.Reasoning(words));
            }
            item.thought.append(words);
            reasoned = true;
        }
    }

    private static void argue(StreamedItemReader item, String piece, Consumer<StreamEvent> events) {
        item.arguments.append(piece);
        if (item.callIndex() >= 0 && !piece.isEmpty()) {
            events.accept(new StreamEvent.ToolCallDelta(item.callIndex(), null, null, piece));
        }
    }

    private StreamedItemReader find(JsonNode event) {
        return find(event.textOrEmpty("item_id"), event.number("output_index"));
    }

    /** By id; but GitHub Copilot gives an item another id in each event. Then by number; else it is the last item. */
    private StreamedItemReader find(String id, OptionalLong index) {
        StreamedItemReader known = byId.get(id);
        if (known != null) {
            return known;
        }
        long last = items.isEmpty() ? 0 : items.lastKey();
        return items.computeIfAbsent(index.orElse(last), i -> new StreamedItemReader());
    }

    private void remember(StreamedItemReader item) {
        if (!item.item().id().isEmpty()) {
            byId.putIfAbsent(item.item().id(), item);
        }
    }

    private long next() {
        return items.isEmpty() ? 0 : items.lastKey() + 1;
    }
}
