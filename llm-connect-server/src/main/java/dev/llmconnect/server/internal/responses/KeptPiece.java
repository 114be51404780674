package dev.llmconnect.server.internal.responses;

import dev.llmconnect.formats.json.JsonText;
import java.util.Arrays;

/** A JSON object as bytes, and how many responses of a caller have it. Equal to another with the same bytes. Not thread-safe. */
final class KeptPiece implements Comparable<KeptPiece> {
    private static final int OVERHEAD_BYTES = 160;

    private final byte[] json;
    private final int hash;
    private int uses;

    private KeptPiece(byte[] json) {
        this.json = json;
        this.hash = Arrays.hashCode(json);
    }

    /** @throws dev.llmconnect.LLMException with the code {@code server_overloaded} when there is no memory to write it */
    static KeptPiece of(Object tree) {
        return new KeptPiece(JsonText.bytes(tree));
    }

    /** A copy of its text. */
    byte[] json() {
        return json.clone();
    }

    int length() {
        return json.length;
    }

    /** What it takes in memory. */
    long bytes() {
        return OVERHEAD_BYTES + (long) json.length;
    }

    /** Another response has it; returns whether it is the first. */
    boolean use() {
        return ++uses == 1;
    }

    /** A response has it no longer; returns whether that was the last. */
    boolean release() {
        return --uses == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeptPiece piece && hash == piece.hash && Arrays.equals(json, piece.json);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Keeps maps fast whose keys somebody made to have the same hash. */
    @Override
    public int compareTo(KeptPiece other) {
        return Arrays.compare(json, other.json);
    }

    /** Never what is inside. */
    @Override
    public String toString() {
        return "KeptPiece[" + json.length + " bytes]";
    }
}
