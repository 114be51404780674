package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.ToolCall;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts each cache mark behind a part that can have one: behind the nearest before it that is no blank text and no reasoning, in an
 * earlier message where there is none in its own. It covers the same prompt there. Of two in one place one is left. To be used for one
 * conversation.
 */
final class MarkPlacement {
    private final List<List<ContentPart>> placed = new ArrayList<>();
    private boolean isMoved;
    private boolean isLost;

    private MarkPlacement() {}

    /**
     * A conversation whose marks have their places.
     *
     * @param messages the same list where nothing had to be moved
     * @param isLost whether a mark had nothing before it
     */
    record Placed(List<Message> messages, boolean isLost) {}

    static Placed place(List<Message> messages) {
        MarkPlacement placement = new MarkPlacement();
        for (Message message : messages) {
            placement.placed.add(new ArrayList<>());
            message.parts().forEach(placement::add);
        }
        if (!placement.isMoved) {
            return new Placed(messages, placement.isLost);
        }
        List<Message> changed = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            changed.add(messages.get(i).withParts(placement.placed.get(i)));
        }
        return new Placed(changed, placement.isLost);
    }

    private void add(ContentPart part) {
        List<ContentPart> parts = placed.get(placed.size() - 1);
        if (part instanceof CacheMark mark) {
            mark(mark);
        } else if (part instanceof ToolResult result
                && result.content().stream().anyMatch(CacheMark.class::isInstance)) {
            result(result, parts);
        } else {
            parts.add(part);
        }
    }

    private void result(ToolResult result, List<ContentPart> parts) {
        List<ContentPart> content = new ArrayList<>();
        List<CacheMark> behind = new ArrayList<>();
        for (ContentPart inner : result.content()) {
            if (inner instanceof CacheMark mark) {
                if (!put(mark, content)) {
                    behind.add(mark);
                }
            } else {
                content.add(inner);
            }
        }
        boolean isSame = content.equals(result.content());
        isMoved = isMoved || !isSame;
        parts.add(isSame ? result : result.withContent(content));
        behind.forEach(this::mark);
    }

    private void mark(CacheMark mark) {
        for (int i = placed.size() - 1; i >= 0; i--) {
            if (put(mark, placed.get(i))) {
                isMoved = isMoved || i < placed.size() - 1;
                return;
            }
        }
        isMoved = true;
        isLost = true;
    }

    /** Whether there is a place for the mark. */
    private boolean put(CacheMark mark, List<ContentPart> parts) {
        int place = parts.size();
        while (place > 0 && !canBeMarked(parts.get(place - 1))) {
            place--;
        }
        if (place == 0) {
            return false;
        }
        boolean isMarked = false;
        while (place < parts.size() && (parts.get(place) instanceof Hint || parts.get(place) instanceof CacheMark)) {
            isMarked = isMarked || parts.get(place) instanceof CacheMark;
            place++;
        }
        isMoved = isMoved || isMarked || place < parts.size();
        if (!isMarked) {
            parts.add(place, mark);
        }
        return true;
    }

    private static boolean canBeMarked(ContentPart part) {
        return part instanceof Media
                || part instanceof ToolResult
                || part instanceof ToolCall
                || part instanceof Opaque
                || (part instanceof Text text && !text.text().isBlank());
    }
}
