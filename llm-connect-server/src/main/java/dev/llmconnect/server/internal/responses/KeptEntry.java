package dev.llmconnect.server.internal.responses;

import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for a caller under an id, in pieces of JSON, so that its size is known and equal pieces are kept once. Not thread-safe;
 * equal to itself only.
 */
abstract class KeptEntry {
    private static final int OVERHEAD_BYTES = 640;
    private static final int ITEM_OVERHEAD_BYTES = 256;
    private static final int REFERENCE_BYTES = 16;

    private final String id;
    private @Nullable CallerEntries owner;
    private long overhead;
    private long bytes;
    private long usedAt;

    KeptEntry(String id) {
        this.id = id;
        addOverhead(OVERHEAD_BYTES + 2L * id.length());
    }

    final String id() {
        return id;
    }

    /** The ids of the items that can be found in it. */
    abstract Iterable<String> itemIds();

    /** The item of an id; empty for an unknown one. */
    abstract Optional<KeptPiece> item(String itemId);

    /** Replaces each piece. */
    abstract void replaceAll(UnaryOperator<KeptPiece> pieces);

    /** Bytes that an item with this id takes beside its piece. */
    static long overheadOf(String itemId) {
        return ITEM_OVERHEAD_BYTES + 2L * itemId.length();
    }

    /** Bytes that an item takes in total. */
    static long bytesOf(String itemId, KeptPiece piece) {
        return overheadOf(itemId) + bytesOf(piece);
    }

    private static long bytesOf(KeptPiece piece) {
        return REFERENCE_BYTES + piece.bytes();
    }

    final void addOverhead(long more) {
        overhead += more;
        bytes += more;
    }

    /** Counts a piece that is part of it. */
    final void count(KeptPiece piece) {
        overhead += REFERENCE_BYTES;
        bytes += bytesOf(piece);
    }

    /** Counts a piece no longer. */
    final void discount(KeptPiece piece) {
        overhead -= REFERENCE_BYTES;
        bytes -= bytesOf(piece);
    }

    /** Bytes beside those of its pieces. */
    final long overhead() {
        return overhead;
    }

    /** Bytes in total, as if it shared no piece. */
    final long bytes() {
        return bytes;
    }

    /** The caller's entries that it is one of. */
    final CallerEntries owner() {
        return Objects.requireNonNull(owner, "the entry is not kept yet");
    }

    final void ownedBy(CallerEntries entries) {
        owner = entries;
    }

    /** Time of its last use in milliseconds. */
    final long usedAt() {
        return usedAt;
    }

    final void usedAt(long millis) {
        usedAt = millis;
    }

    /** Never what is inside. */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + id + "]";
    }
}
