package dev.llmconnect.formats.messages;

/** Watches JSON text come in pieces, to tell whether the object in it is complete. Not thread-safe. */
final class JsonEnd {
    private int depth;
    private boolean inString;
    private boolean escaped;
    private boolean complete;

    /** Takes the next piece. */
    void add(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            add(piece.charAt(i));
        }
    }

    /** Whether the outermost object or array has ended. */
    boolean complete() {
        return complete;
    }

    private void add(char c) {
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = c == '\\';
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            complete = depth == 0;
        }
    }
}
