package dev.llmconnect.server.internal.responses;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The entries of one caller, least recently used first, and the bytes that they take. Not thread-safe; equal to itself only. */
final class CallerEntries {
    private final String caller;
    private final LinkedHashMap<String, KeptEntry> entries = new LinkedHashMap<>(16, 0.75f, true);
    /** Each piece once, however many entries have it. */
    private final Map<KeptPiece, KeptPiece> pieces = new HashMap<>();
    /** By the ids of items. What a response answers to a conversation is in both. */
    private final Map<String, KeptEntry> responses = new HashMap<>();

    private final Map<String, KeptEntry> conversations = new HashMap<>();
    private long bytes;

    CallerEntries(String caller) {
        this.caller = caller;
    }

    String caller() {
        return caller;
    }

    /** Bytes in use. */
    long bytes() {
        return bytes;
    }

    int size() {
        return entries.size();
    }

    boolean has(String id) {
        return entries.containsKey(id);
    }

    /** The least recently used entry; there must be one. */
    KeptEntry eldest() {
        return entries.values().iterator().next();
    }

    /** Finds an entry, which then is the most recently used one. */
    Optional<KeptEntry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /** Finds an entry that has an item. */
    Optional<KeptEntry> findByItem(String itemId) {
        @Nullable KeptEntry entry = responses.get(itemId);
        return Optional.ofNullable(entry != null ? entry : conversations.get(itemId))
                .flatMap(found -> find(found.id()));
    }

    /** Adds an entry with an id that no other has. */
    void add(KeptEntry entry) {
        entry.ownedBy(this);
        entry.replaceAll(this::use);
        entry.itemIds().forEach(itemId -> byItem(entry).put(itemId, entry));
        bytes += entry.overhead();
        entries.put(entry.id(), entry);
    }

    void remove(KeptEntry entry) {
        entries.remove(entry.id());
        entry.replaceAll(this::release);
        entry.itemIds().forEach(itemId -> byItem(entry).remove(itemId, entry));
        bytes -= entry.overhead();
    }

    /** Adds items, by their ids, to a conversation that has none of these ids. */
    void append(KeptConversation conversation, Map<String, KeptPiece> items) {
        long before = conversation.overhead();
        items.forEach((itemId, piece) -> {
            conversation.put(itemId, use(piece));
            conversations.put(itemId, conversation);
        });
        bytes += conversation.overhead() - before;
    }

    /** Removes an item of a conversation; returns whether it had it. */
    boolean removeItem(KeptConversation conversation, String itemId) {
        long before = conversation.overhead();
        Optional<KeptPiece> removed = conversation.remove(itemId);
        removed.ifPresent(piece -> {
            release(piece);
            conversations.remove(itemId, conversation);
        });
        bytes += conversation.overhead() - before;
        return removed.isPresent();
    }

    void setMetadata(KeptConversation conversation, KeptPiece metadata) {
        release(conversation.metadata(use(metadata)));
    }

    private Map<String, KeptEntry> byItem(KeptEntry entry) {
        return entry instanceof KeptConversation ? conversations : responses;
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
}
