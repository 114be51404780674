package dev.llmconnect.server.internal.responses;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kept responses of one caller, least recently used first. Not thread-safe. */
final class CallerResponses {
    private final LinkedHashMap<String, KeptResponse> responses = new LinkedHashMap<>(16, 0.75f, true);
    /** Each piece once, however many responses have it. */
    private final Map<KeptPiece, KeptPiece> pieces = new HashMap<>();

    private final Map<String, KeptResponse> byItem = new HashMap<>();
    private long bytes;

    /** Bytes in use. */
    long bytes() {
        return bytes;
    }

    int size() {
        return responses.size();
    }

    boolean has(String id) {
        return responses.containsKey(id);
    }

    void add(KeptResponse response, long now) {
        remove(response.id());
        response.replaceAll(this::use);
        response.itemIds().forEach(itemId -> byItem.put(itemId, response));
        response.usedAt(now);
        bytes += response.overhead();
        responses.put(response.id(), response);
    }

    private KeptPiece use(KeptPiece piece) {
        KeptPiece known = pieces.putIfAbsent(piece, piece);
        KeptPiece kept = known == null ? piece : known;
        if (kept.use()) {
            bytes += kept.bytes();
        }
        return kept;
    }

    private KeptPiece release(KeptPiece piece) {
        if (piece.release()) {
            pieces.remove(piece);
            bytes -= piece.bytes();
        }
        return piece;
    }

    Optional<KeptResponse> response(String id, long now) {
        @Nullable KeptResponse response = responses.get(id);
        if (response != null) {
            response.usedAt(now);
        }
        return Optional.ofNullable(response);
    }

    Optional<KeptPiece> item(String itemId, long now) {
        return Optional.ofNullable(byItem.get(itemId))
                .flatMap(response -> response(response.id(), now))
                .flatMap(response -> response.item(itemId));
    }

    boolean remove(String id) {
        KeptResponse removed = responses.remove(id);
        if (removed == null) {
            return false;
        }
        removed.replaceAll(this::release);
        removed.itemIds().forEach(itemId -> byItem.remove(itemId, removed));
        bytes -= removed.overhead();
        return true;
    }

    void removeEldest() {
        Iterator<String> ids = responses.keySet().iterator();
        if (ids.hasNext()) {
            remove(ids.next());
        }
    }

    /** Removes what has not been used since. */
    void removeUnusedSince(long millis) {
        while (!responses.isEmpty() && eldestUsedAt() < millis) {
            removeEldest();
        }
    }

    /** When the least recently used one was used; never for none. */
    long eldestUsedAt() {
        return responses.isEmpty()
                ? Long.MAX_VALUE
                : responses.values().iterator().next().usedAt();
    }
}
