package dev.llmconnect.formats.responses;

import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.SignedCallId;
import java.util.Map;

/** A call of a tool of the client's while it is sent. To be used by one thread. */
final class StreamedCall extends StreamedItem {
    private final ClientToolKind kind;
    private final String callId;
    private final String name;
    private final Map<String, Object> extras;
    private final StringBuilder arguments = new StringBuilder();
    private boolean ended;

    StreamedCall(
            EventWriter events,
            ClientToolKind kind,
            String id,
            int index,
            String callId,
            String name,
            Map<String, Object> extras) {
        super(events, kind.item(), id, index);
        this.kind = kind;
        this.callId = callId;
        this.name = name;
        this.extras = extras;
    }

    /** Where the item holds what the tool is given. */
    String field() {
        return kind.field();
    }

    /** The id of the call as the item has it. */
    String callId() {
        return SignedCallId.write(callId, extras);
    }

    void arguments(String more) {
        if (!more.isEmpty()) {
            arguments.append(more);
            if (kind.isText()) {
                send(event("delta"), Map.of("delta", more));
            }
        }
    }

    /** The arguments as they are kept, where the provider wrote none or other blanks. */
    void correct(String all) {
        if (arguments.toString().isBlank()) {
            arguments.setLength(0);
            arguments.append(all);
        }
    }

    @Override
    void endWords() {
        if (!ended) {
            ended = true;
            if (kind.isText()) {
                send(event("done"), Map.of(kind.field(), arguments.toString(), "name", name));
            }
        }
    }

    @Override
    Map<String, Object> item(String status) {
        return OutputItem.call(kind, id(), status, callId, name, arguments.toString(), extras);
    }

    private String event(String what) {
        return kind == ClientToolKind.CUSTOM
                ? "response.custom_tool_call_input." + what
                : "response.function_call_arguments." + what;
    }
}
