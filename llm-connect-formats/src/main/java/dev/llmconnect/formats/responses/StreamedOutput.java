package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.StreamEvent.ToolCallDelta;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.internal.ClientToolKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The output while it is sent. A message ends where something else begins. Reasoning and calls end with the answer: only then it is
 * known what signs the one, and that nothing more is said of the other. To be used by one thread.
 */
final class StreamedOutput {
    private final EventWriter events;
    private final ResponseIds ids;
    private final Set<String> customTools;
    private final List<StreamedItem> items = new ArrayList<>();
    private final Map<Integer, StreamedCall> calls = new HashMap<>();
    /** Calls that have not ended, by the id that the provider gave; some providers give several calls the same. */
    private final Map<String, Deque<StreamedCall>> openCalls = new HashMap<>();

    /** The ids of items that the provider has announced, by their types. */
    private final Map<String, String> announced = new HashMap<>();

    private @Nullable StreamedMessage message;
    private @Nullable StreamedReasoning reasoning;

    StreamedOutput(EventWriter events, ResponseIds ids, Set<String> customTools) {
        this.events = events;
        this.ids = ids;
        this.customTools = customTools;
    }

    void accept(StreamEvent event) {
        if (event instanceof StreamEvent.Text more) {
            message().text(more.text());
        } else if (event instanceof StreamEvent.Refusal more) {
            message().refusal(more.text());
        } else if (event instanceof StreamEvent.Reasoning more) {
            think(more.text());
        } else if (event instanceof ToolCallDelta more) {
            call(more).arguments(more.arguments());
        } else if (event instanceof StreamEvent.PartStart start) {
            partStarts(start);
        } else if (event instanceof StreamEvent.PartEnd end) {
            partEnds(end.parts());
        }
    }

    /** A provider of this format finds its items by its own ids. */
    private void partStarts(StreamEvent.PartStart start) {
        if (start.wire().equals(WireFormat.OPENAI_RESPONSES) && start.raw().get(OutputItem.ID) instanceof String id) {
            String type = OutputItem.type(start.raw());
            if (type.equals(OutputItem.MESSAGE) && message != null) {
                endOpen();
            }
            announced.put(type, id);
        }
    }

    /** The provider's id of the item that begins, unless it has given the id before. */
    private String id(String type) {
        String known = announced.remove(type);
        return known == null || items.stream().anyMatch(item -> item.id().equals(known)) ? ids.item(type) : known;
    }

    /** What a provider says at the end of a part saves waiting for the end of the answer. */
    private void partEnds(List<ContentPart> parts) {
        for (ContentPart part : parts) {
            if (part instanceof ToolCall call) {
                callEnds(call);
            } else if (part instanceof Reasoning mark && mark.raw().get("phase") instanceof String phase) {
                messageEnds(phase);
            } else {
                AnswerItems.single(part, ids).ifPresent(this::itemEnds);
            }
        }
    }

    /** A message with a phase is one by itself, also where another one follows. */
    private void messageEnds(String phase) {
        StreamedMessage open = message;
        if (open != null) {
            message = null;
            Map<String, Object> item = open.item("completed");
            item.put("phase", phase);
            open.end(item);
        }
    }

    private void callEnds(ToolCall call) {
        Deque<StreamedCall> open = openCalls.get(call.id());
        StreamedCall each = open == null ? null : open.poll();
        if (each != null && !each.hasEnded()) {
            each.correct(call.argumentsJson());
            each.end(each.item("completed"));
        }
    }

    private void itemEnds(Map<String, Object> item) {
        StreamedReasoning open = reasoning;
        if (open != null && OutputItem.type(item).equals(OutputItem.REASONING)) {
            reasoning = null;
            end(open, item);
        } else {
            endOpen();
            announced.remove(OutputItem.type(item));
            add(new WholeItem(events, item, items.size())).end(item);
        }
    }

    private StreamedMessage message() {
        StreamedMessage open = message;
        if (open == null) {
            endOpen();
            open = add(new StreamedMessage(events, id(OutputItem.MESSAGE), items.size()));
            message = open;
        }
        return open;
    }

    private void think(String more) {
        StreamedReasoning open = reasoning;
        // A new item needs no empty line to stand apart from the one before.
        String words = open == null ? more.stripLeading() : more;
        if (words.isEmpty()) {
            return;
        }
        if (open == null) {
            endOpen();
            open = add(new StreamedReasoning(events, id(OutputItem.REASONING), items.size()));
            reasoning = open;
        }
        open.text(words);
    }

    private StreamedCall call(ToolCallDelta delta) {
        StreamedCall known = calls.get(delta.index());
        if (known != null) {
            return known;
        }
        endOpen();
        String name = delta.name() == null ? "" : delta.name();
        String callId = delta.id() == null ? "" : delta.id();
        ClientToolKind kind = ClientToolKind.ofTool(delta.extras().get(ClientToolKind.EXTRA))
                .orElse(customTools.contains(name) ? ClientToolKind.CUSTOM : ClientToolKind.FUNCTION);
        StreamedCall call =
                add(new StreamedCall(events, kind, id(kind.item()), items.size(), callId, name, delta.extras()));
        calls.put(delta.index(), call);
        openCalls.computeIfAbsent(callId, id -> new ArrayDeque<>(1)).add(call);
        return call;
    }

    private <T extends StreamedItem> T add(T item) {
        items.add(item);
        item.begin();
        return item;
    }

    private void endOpen() {
        if (message != null) {
            message.end(message.item("completed"));
            message = null;
        }
        if (reasoning != null) {
            reasoning.endWords();
            reasoning = null;
        }
    }

    /**
     * Ends everything that is open, and sends what came in no event.
     *
     * @param complete the items of the whole answer
     * @return all items as they were sent
     */
    List<Map<String, Object>> end(List<Map<String, Object>> complete) {
        Counterparts counterparts = new Counterparts(complete);
        List<StreamedItem> sent = List.copyOf(items);
        boolean sameMessages = count(OutputItem.MESSAGE, complete)
                == items.stream().filter(StreamedMessage.class::isInstance).count();
        for (StreamedItem item : sent) {
            Optional<Map<String, Object>> counterpart =
                    item instanceof StreamedMessage && !sameMessages ? Optional.empty() : counterparts.take(item);
            end(item, counterpart.orElseGet(() -> item.item("completed")));
        }
        for (Map<String, Object> item : counterparts.left()) {
            // Words that were sent in other pieces are not sent twice.
            if (sameMessages || !OutputItem.type(item).equals(OutputItem.MESSAGE)) {
                add(new WholeItem(events, item, items.size())).end(item);
            }
        }
        return items.stream().map(StreamedItem::whole).toList();
    }

    private static void end(StreamedItem item, Map<String, Object> complete) {
        if (item.hasEnded()) {
            item.keep(complete);
            return;
        }
        if (item instanceof StreamedMessage open) {
            OutputItem.content(complete).stream()
                    .findFirst()
                    .ifPresent(piece -> open.annotations(OutputItem.objects(piece.get("annotations"))));
        } else if (item instanceof StreamedCall call) {
            call.correct(complete.getOrDefault(call.field(), "") instanceof String arguments ? arguments : "");
        }
        item.end(complete);
    }

    private static long count(String type, List<Map<String, Object>> items) {
        return items.stream().filter(item -> OutputItem.type(item).equals(type)).count();
    }
}
