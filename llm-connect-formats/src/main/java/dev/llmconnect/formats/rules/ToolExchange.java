package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** A call of a tool, as it is sent, and what came back for it. To be used for one request. */
final class ToolExchange {
    /** What stands for a result that is missing, since every provider wants one. */
    private static final Text NO_RESULT = new Text("(no result)");

    private final ToolCall call;
    private final List<ContentPart> content = new ArrayList<>();
    private final List<ContentPart> fields = new ArrayList<>();
    private String name;
    private boolean isAnswered;
    private boolean isError;

    ToolExchange(ToolCall call) {
        this.call = call;
        this.name = call.name();
    }

    ToolCall call() {
        return call;
    }

    boolean isAnswered() {
        return isAnswered;
    }

    /** Takes the result; of a second one the content is added, since providers take one for each call. */
    void answer(ToolResult result) {
        if (!result.name().isEmpty()) {
            name = result.name();
        }
        isAnswered = true;
        isError |= result.isError();
        content.addAll(result.content());
    }

    /** Takes hints and marks that belong to the result. */
    void addFields(List<ContentPart> more) {
        fields.addAll(more);
    }

    /** The result under the call's id, with its fields. */
    List<ContentPart> result() {
        List<ContentPart> parts = new ArrayList<>();
        parts.add(ToolResult.of(call.id(), name, isAnswered ? content : List.of(NO_RESULT), isError));
        parts.addAll(fields);
        return parts;
    }
}
