package dev.llmconnect.server.internal.responses;

import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.JsonWeight;
import dev.llmconnect.internal.MemoryLease;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A JSON object as bytes, and how many entries of a caller have it. Equal to another with the same bytes. Not thread-safe. */
final class KeptPiece implements Comparable<KeptPiece> {
    private static final int OVERHEAD_BYTES = 160;
    /** The bytes that the parser uses up, the tree, and what is made of it for the provider. */
    private static final int COPIES = 3;

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

    /** The object, which counts in the memory of the call, as the body of a request does. */
    Map<String, @Nullable Object> tree() {
        byte[] copy = json.clone();
        MemoryLease.current()
                .ifPresent(lease ->
                        lease.use(COPIES * (JsonWeight.of(copy, copy.length).bytes() + copy.length)));
        return StrictJsonParser.object(copy);
    }

    /** The objects of these pieces. */
    static List<Map<String, @Nullable Object>> trees(List<KeptPiece> pieces) {
        List<Map<String, @Nullable Object>> trees = new ArrayList<>(pieces.size());
        pieces.forEach(piece -> trees.add(piece.tree()));
        return trees;
    }

    int length() {
        return json.length;
    }

    /** What it takes in memory. */
    long bytes() {
        return OVERHEAD_BYTES + (long) json.length;
    }

    /** Another entry has it; returns whether it is the first. */
    boolean use() {
        return ++uses == 1;
    }

    /** An entry has it no longer; returns whether that was the last. */
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
