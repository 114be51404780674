package dev.llmconnect.formats.chat;

import org.jspecify.annotations.Nullable;

/** A text that comes in pieces: in a stream many, else mostly one, which then is not copied. */
final class Pieces {
    private String first = "";
    private @Nullable StringBuilder all;

    void append(String piece) {
        if (all != null) {
            all.append(piece);
        } else if (first.isEmpty()) {
            first = piece;
        } else {
            all = new StringBuilder(first).append(piece);
        }
    }

    boolean isEmpty() {
        return first.isEmpty();
    }

    @Override
    public String toString() {
        return all == null ? first : all.toString();
    }
}
