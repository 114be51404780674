package dev.llmconnect.formats.chat;

import java.util.List;
import java.util.function.Consumer;

/**
 * Tells reasoning from the answer where a server writes both into one text: {@code <think>…</think>} at its beginning. Nothing is
 * lost: reasoning, answer and the two tags together are the text as it came. Works on pieces of any size.
 */
public final class ThinkTags {
    private static final List<String> OPENING = List.of("<think>", "<thinking>");

    private enum State {
        BEGINNING,
        THINKING,
        ANSWERING
    }

    private final Consumer<String> reasoning;
    private final Consumer<String> answer;
    private final StringBuilder held = new StringBuilder();
    private State state = State.BEGINNING;
    private String closing = "";

    /** Gives each piece to one of the two. */
    public ThinkTags(Consumer<String> reasoning, Consumer<String> answer) {
        this.reasoning = reasoning;
        this.answer = answer;
    }

    /** Reasoning as it stands in such a text. */
    static String around(String reasoning) {
        return "<think>" + reasoning + "</think>";
    }

    /** Takes the next piece of the text. */
    public void accept(String piece) {
        if (state == State.BEGINNING && held.isEmpty() && beginsWithoutTag(piece)) {
            state = State.ANSWERING;
        }
        if (state == State.ANSWERING) {
            answer.accept(piece);
            return;
        }
        held.append(piece);
        if (state == State.BEGINNING) {
            begin();
        }
        if (state == State.THINKING) {
            think();
        }
    }

    /** No more pieces will come. */
    public void finish() {
        if (!held.isEmpty()) {
            (state == State.THINKING ? reasoning : answer).accept(take(held.length()));
        }
    }

    /** Whether the first character that is no blank, if there is one, begins no tag: the usual answer need not be held. */
    private static boolean beginsWithoutTag(String piece) {
        int at = 0;
        while (at < piece.length() && Character.isWhitespace(piece.charAt(at))) {
            at++;
        }
        return at < piece.length() && piece.charAt(at) != '<';
    }

    private void begin() {
        String text = held.toString();
        String start = text.stripLeading();
        for (String tag : OPENING) {
            if (start.startsWith(tag)) {
                take(text.length() - start.length() + tag.length());
                closing = "</" + tag.substring(1);
                state = State.THINKING;
                return;
            }
        }
        if (!start.isEmpty() && !mayBecomeTag(start)) {
            state = State.ANSWERING;
            answer.accept(take(text.length()));
        }
    }

    private static boolean mayBecomeTag(String start) {
        for (String tag : OPENING) {
            if (tag.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private void think() {
        int end = held.indexOf(closing);
        if (end >= 0) {
            if (end > 0) {
                reasoning.accept(take(end));
            }
            take(closing.length());
            state = State.ANSWERING;
            if (!held.isEmpty()) {
                answer.accept(take(held.length()));
            }
            return;
        }
        int safe = held.length() - heldBack();
        if (safe > 0) {
            reasoning.accept(take(safe));
        }
    }

    /** How many characters at the end may be the beginning of the closing tag. */
    private int heldBack() {
        for (int length = Math.min(closing.length() - 1, held.length()); length > 0; length--) {
            if (closing.startsWith(held.substring(held.length() - length))) {
                return length;
            }
        }
        return 0;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }
}
