package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.formats.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Moves the media of tool results to a user turn behind the results where a result holds text only. Media that the provider accepts
 * nowhere become a text that names them, and are reported; parts of another format become their JSON text. To be used for one request.
 */
final class ResultMedia {
    /** For {@code dropped_params}: media of a tool result that the provider accepts nowhere. */
    private static final String DROPPED = "messages.tool_result.media";

    /** Content of a result whose media were moved and that says nothing else. */
    private static final Text MOVED = new Text("(see the next user message)");

    private final RequestRules rules;
    private final String wire;
    private final Consumer<String> dropped;
    private final List<Message> messages = new ArrayList<>();
    private final List<ContentPart> moved = new ArrayList<>();

    private ResultMedia(RequestRules rules, String wire, Consumer<String> dropped) {
        this.rules = rules;
        this.wire = wire;
        this.dropped = dropped;
    }

    /**
     * Returns the conversation with results that the provider accepts; the same list if all are. Messages that came in the provider's
     * own format stay as they are.
     *
     * @param wire the provider's format
     * @param dropped takes the names of what is left out
     */
    static List<Message> move(List<Message> given, RequestRules rules, String wire, Consumer<String> dropped) {
        ResultMedia media = new ResultMedia(rules, wire, dropped);
        if (given.stream().allMatch(media::isAccepted)) {
            return given;
        }
        given.forEach(media::add);
        media.endResults();
        return media.messages;
    }

    private void add(Message message) {
        if (message.parts().stream().noneMatch(ToolResult.class::isInstance)) {
            endResults();
        }
        messages.add(
                isAccepted(message)
                        ? message
                        : Parts.map(message, part -> part instanceof ToolResult result ? fitted(result) : part));
    }

    /** Adds the user turn behind consecutive results. */
    private void endResults() {
        if (!moved.isEmpty()) {
            messages.add(Message.of(Role.USER, List.copyOf(moved)));
            moved.clear();
        }
    }

    private boolean isAccepted(Message message) {
        return message.raw(wire).isPresent()
                || message.parts().stream()
                        .allMatch(part -> !(part instanceof ToolResult result) || isAccepted(result));
    }

    private boolean isAccepted(ToolResult result) {
        return result.content().stream().noneMatch(part -> isForeign(part) || isMisplaced(part));
    }

    private boolean isMisplaced(ContentPart part) {
        return part instanceof Media media && !rules.takesInResult(media);
    }

    private boolean isForeign(ContentPart part) {
        return part instanceof Opaque opaque && !opaque.wire().equals(wire);
    }

    private ToolResult fitted(ToolResult result) {
        List<ContentPart> kept = new ArrayList<>();
        for (ContentPart part : result.content()) {
            if (part instanceof Media media && isMisplaced(media)) {
                misplaced(media, result, kept);
            } else if (part instanceof Opaque opaque && isForeign(opaque)) {
                kept.add(new Text(Json.text(opaque.raw())));
            } else {
                kept.add(part);
            }
        }
        if (kept.stream().noneMatch(Parts::isContent)) {
            kept.add(0, MOVED);
        }
        return result.withContent(kept);
    }

    private void misplaced(Media media, ToolResult result, List<ContentPart> kept) {
        if (rules.takesInUserTurn(media)) {
            String tool = result.name().isEmpty() ? "" : " (" + result.name() + ")";
            moved.add(new Text(kind(media) + " in the result of tool call " + result.callId() + tool + ":"));
            moved.add(media);
        } else {
            dropped.accept(DROPPED);
            String place = media.url() == null ? "" : " at " + media.url();
            kept.add(new Text("(" + media.mimeType() + " file" + place + ", not shown)"));
        }
    }

    private static String kind(Media media) {
        if (media.isImage()) {
            return "Image";
        }
        return media.isAudio() ? "Audio" : "File";
    }
}
