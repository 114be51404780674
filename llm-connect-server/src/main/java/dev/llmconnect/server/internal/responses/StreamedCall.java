package dev.llmconnect.server.internal.responses;

import java.util.Map;

/** A call of a tool of the client's while it is sent. To be used by one thread. */
final class StreamedCall extends StreamedItem {
    private final String callId;
    private final String name;
    private final StringBuilder arguments = new StringBuilder();
    private boolean ended;

    StreamedCall(EventWriter events, String type, String id, int index, String callId, String name) {
        super(events, type, id, index);
        this.callId = callId;
        this.name = name;
    }

    String callId() {
        return callId;
    }

    void arguments(String more) {
        if (!more.isEmpty()) {
            arguments.append(more);
            send(event("delta"), Map.of("delta", more));
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
            send(event("done"), Map.of(OutputItem.argumentsField(type()), arguments.toString(), "name", name));
        }
    }

    @Override
    Map<String, Object> item(String status) {
        return OutputItem.call(type(), id(), status, callId, name, arguments.toString());
    }

    private String event(String what) {
        return type().equals(OutputItem.CUSTOM_TOOL_CALL)
                ? "response.custom_tool_call_input." + what
                : "response.function_call_arguments." + what;
    }
}
