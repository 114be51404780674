package dev.llmconnect.server.internal.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A conversation: items in the order in which they were added. At most one claim holds it at a time. Not thread-safe. */
final class KeptConversation extends KeptEntry {
    private final long createdAt;
    private final Map<String, KeptPiece> items = new LinkedHashMap<>();
    private KeptPiece metadata;
    private @Nullable ConversationClaim claim;
    private long claimedUntil;

    /**
     * A conversation without items.
     *
     * @param createdAt in seconds since 1970
     */
    KeptConversation(String id, long createdAt, KeptPiece metadata) {
        super(id);
        this.createdAt = createdAt;
        this.metadata = metadata;
        count(metadata);
    }

    long createdAt() {
        return createdAt;
    }

    KeptPiece metadata() {
        return metadata;
    }

    /** Sets the metadata; returns the earlier one. */
    KeptPiece metadata(KeptPiece piece) {
        KeptPiece before = metadata;
        discount(before);
        count(piece);
        metadata = piece;
        return before;
    }

    boolean has(String itemId) {
        return items.containsKey(itemId);
    }

    /** Adds an item with an id that it does not have. */
    void put(String itemId, KeptPiece piece) {
        items.put(itemId, piece);
        addOverhead(overheadOf(itemId));
        count(piece);
    }

    /** Removes an item, which it has; returns its piece. */
    Optional<KeptPiece> remove(String itemId) {
        Optional<KeptPiece> removed = Optional.ofNullable(items.remove(itemId));
        removed.ifPresent(piece -> {
            addOverhead(-overheadOf(itemId));
            discount(piece);
        });
        return removed;
    }

    /** All items, oldest first. */
    List<KeptPiece> items() {
        return new ArrayList<>(items.values());
    }

    @Override
    Iterable<String> itemIds() {
        return items.keySet();
    }

    @Override
    Optional<KeptPiece> item(String itemId) {
        return Optional.ofNullable(items.get(itemId));
    }

    @Override
    void replaceAll(UnaryOperator<KeptPiece> pieces) {
        items.replaceAll((id, piece) -> pieces.apply(piece));
        metadata = pieces.apply(metadata);
    }

    /** Whether a claim holds it. */
    boolean isClaimed(long now) {
        return claim != null && now < claimedUntil;
    }

    boolean isClaimedBy(ConversationClaim holder) {
        return claim == holder;
    }

    /** Lets a claim hold it; returns {@code false} while another does. */
    boolean claim(ConversationClaim holder, long now, long until) {
        if (isClaimed(now)) {
            return false;
        }
        claim = holder;
        claimedUntil = until;
        return true;
    }

    /** Ends a claim; without effect for one that does not hold it. */
    void release(ConversationClaim holder) {
        if (isClaimedBy(holder)) {
            claim = null;
        }
    }
}
