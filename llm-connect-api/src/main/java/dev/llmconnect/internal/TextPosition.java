package dev.llmconnect.internal;

/**
 * A place in a text.
 *
 * @param character number of the character, from 1
 * @param line number of its line, from 1
 * @param column number of the character in its line, from 1
 */
public record TextPosition(int character, int line, int column) {
    /** Returns the place of a byte of the text's UTF-8. */
    public static TextPosition of(String text, int utf8Offset) {
        int line = 1;
        int lineStart = 0;
        int at = 0;
        for (int left = utf8Offset; left > 0 && at < text.length(); ) {
            int character = text.codePointAt(at);
            at += Character.charCount(character);
            // Half of a surrogate pair is written as a question mark.
            boolean isHalf = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            left -= character < 0x80 || isHalf ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
            if (character == '\n') {
                line++;
                lineStart = at;
            }
        }
        return new TextPosition(at + 1, line, at - lineStart + 1);
    }

    /** Returns {@code line 3, column 5}. */
    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
