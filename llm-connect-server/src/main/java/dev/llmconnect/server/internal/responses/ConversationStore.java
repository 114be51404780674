package dev.llmconnect.server.internal.responses;

import dev.llmconnect.CallContext;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.responses.ConversationBody;
import dev.llmconnect.formats.responses.ConversationItems;
import dev.llmconnect.formats.responses.ResponseIds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The conversations in an {@link EntryStore}, as OpenAI's Conversations API shows them. Thread-safe. */
public final class ConversationStore {
    private static final int MILLIS_PER_SECOND = 1000;

    private final EntryStore entries;
    private final ResponseIds ids;

    /**
     * @param entries keeps them
     * @param random what ids are made of; thread-safe
     */
    public ConversationStore(EntryStore entries, LongSupplier random) {
        this.entries = entries;
        this.ids = new ResponseIds(random);
    }

    /** Reads a request's body. */
    ConversationBody read(CallContext context, Map<String, @Nullable Object> sent, String... required) {
        CallerMemory memory = new CallerMemory(entries, EntryStore.caller(context), ConversationClaim.NONE);
        return ConversationBody.read(sent, memory, ids, required);
    }

    /**
     * Creates a conversation.
     *
     * @throws LLMInvalidRequestException if the server stores nothing, or the conversation would be too large
     */
    Map<String, @Nullable Object> create(CallContext context, ConversationBody body) {
        if (!entries.isEnabled()) {
            throw new LLMInvalidRequestException(
                    "This server stores nothing (--max-stored-responses 0), so that it has no conversations:"
                            + " send the whole conversation in `input`.");
        }
        KeptConversation conversation = new KeptConversation(
                ids.conversation(),
                entries.clock().millis() / MILLIS_PER_SECOND,
                KeptPiece.of(body.metadata().orElse(Map.of())));
        pieces(body.items()).forEach(conversation::put);
        checkSize(conversation.bytes());
        Map<String, @Nullable Object> shown = new Conversation(conversation).tree();
        entries.add(EntryStore.caller(context), conversation);
        return shown;
    }

    /** Finds a conversation. */
    Optional<Map<String, @Nullable Object>> find(CallContext context, String id) {
        return entries.find(EntryStore.caller(context), KeptConversation.class, id, Conversation::new)
                .map(Conversation::tree);
    }

    /** Replaces the metadata of a conversation; empty if there is no such conversation. */
    Optional<Map<String, @Nullable Object>> update(CallContext context, String id, ConversationBody body) {
        KeptPiece metadata = KeptPiece.of(body.metadata().orElse(Map.of()));
        return change(context, id, (own, conversation) -> {
                    checkSize(conversation.bytes() - conversation.metadata().bytes() + metadata.bytes());
                    own.setMetadata(conversation, metadata);
                })
                .map(Conversation::tree);
    }

    /** Removes a conversation, also while a response to it is made; returns whether there was one. */
    boolean remove(CallContext context, String id) {
        return entries.remove(EntryStore.caller(context), KeptConversation.class, id);
    }

    /**
     * Adds items to a conversation.
     *
     * @return the items; empty if there is no such conversation
     * @throws LLMInvalidRequestException if a response to it is being made, or it would be too large
     */
    Optional<List<Map<String, @Nullable Object>>> add(CallContext context, String id, ConversationBody body) {
        Map<String, KeptPiece> pieces = pieces(body.items());
        return change(context, id, (own, conversation) -> {
                    checkUnclaimed(conversation);
                    pieces.keySet().stream()
                            .filter(conversation::has)
                            .findFirst()
                            .ifPresent(itemId -> {
                                throw ConversationItems.duplicate("items", itemId);
                            });
                    checkSize(conversation.bytes() + bytes(pieces));
                    own.append(conversation, pieces);
                })
                .map(changed -> body.items());
    }

    /** The items of a conversation, from the one after {@code after} on; empty if there is no such conversation. */
    Optional<ConversationPage> page(
            CallContext context, String id, Optional<String> after, int limit, boolean isAscending) {
        return entries.find(EntryStore.caller(context), KeptConversation.class, id, conversation -> {
                    List<String> itemIds = new ArrayList<>();
                    conversation.itemIds().forEach(itemIds::add);
                    if (!isAscending) {
                        Collections.reverse(itemIds);
                    }
                    int from = after.map(itemId -> place(itemIds, itemId) + 1).orElse(0);
                    return itemIds.subList(from, Math.min(itemIds.size(), from + limit + 1)).stream()
                            .flatMap(itemId -> conversation.item(itemId).stream())
                            .toList();
                })
                .map(pieces -> new ConversationPage(
                        KeptPiece.trees(pieces.subList(0, Math.min(limit, pieces.size()))), pieces.size() > limit));
    }

    private static int place(List<String> itemIds, String itemId) {
        int place = itemIds.indexOf(itemId);
        if (place < 0) {
            throw new InvalidParamException(
                    "after",
                    "invalid_value",
                    "Invalid value for 'after': the conversation has no item '" + itemId + "'.");
        }
        return place;
    }

    /** Finds an item of a conversation. */
    Optional<Map<String, @Nullable Object>> item(CallContext context, String id, String itemId) {
        return entries.find(EntryStore.caller(context), KeptConversation.class, id, kept -> kept.item(itemId))
                .flatMap(piece -> piece.map(KeptPiece::tree));
    }

    /**
     * Removes an item of a conversation.
     *
     * @return the conversation; empty if there is no such conversation or item
     */
    Optional<Map<String, @Nullable Object>> removeItem(CallContext context, String id, String itemId) {
        return entries.change(EntryStore.caller(context), id, (own, conversation) -> {
                    checkUnclaimed(conversation);
                    return own.removeItem(conversation, itemId)
                            ? Optional.of(new Conversation(conversation))
                            : Optional.<Conversation>empty();
                })
                .flatMap(changed -> changed.map(Conversation::tree));
    }

    /**
     * Claims a conversation for a response.
     *
     * @return the claim; {@link ConversationClaim#NONE} if the caller has no such conversation
     * @throws InvalidParamException if another response to it is being made
     */
    ConversationClaim claim(CallContext context, Optional<String> id) {
        if (id.isEmpty()) {
            return ConversationClaim.NONE;
        }
        ConversationClaim claim = new ConversationClaim(this, EntryStore.caller(context), id.get());
        long now = entries.clock().millis();
        long until = now + entries.limits().maxCallTime().toMillis();
        Optional<Boolean> claimed = entries.find(
                claim.caller(),
                KeptConversation.class,
                id.get(),
                conversation -> conversation.claim(claim, now, until));
        if (claimed.isEmpty()) {
            return ConversationClaim.NONE;
        }
        if (!claimed.get()) {
            throw ConversationItems.locked();
        }
        return claim;
    }

    void release(ConversationClaim claim) {
        entries.find(claim.caller(), KeptConversation.class, claim.conversationId(), conversation -> {
            conversation.release(claim);
            return true;
        });
    }

    boolean append(ConversationClaim claim, List<?> input, List<?> output) {
        try {
            Map<String, KeptPiece> pieces = pieces(withNewIds(claim, input, output));
            return entries.change(claim.caller(), claim.conversationId(), (own, conversation) -> {
                        boolean fits = conversation.isClaimedBy(claim)
                                && conversation.bytes() + bytes(pieces) <= entries.maxEntryBytes();
                        if (fits) {
                            own.append(conversation, pieces);
                        }
                        conversation.release(claim);
                        return fits;
                    })
                    .orElse(false);
        } catch (LLMException e) {
            if (e.code().equals(ErrorCode.SERVER_OVERLOADED)) {
                // The answer is worth more than its memory, and says that it is not appended.
                return false;
            }
            throw e;
        }
    }

    /** All items as they are shown; those whose id the conversation has already, as some providers repeat theirs, with another. */
    private List<Map<String, @Nullable Object>> withNewIds(ConversationClaim claim, List<?> input, List<?> output) {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        input.forEach(item -> items.add(ConversationItems.whole(item, ids)));
        output.forEach(item -> items.add(ConversationItems.whole(item, ids)));
        List<Integer> taken = entries.find(
                        claim.caller(), KeptConversation.class, claim.conversationId(), conversation -> {
                            List<Integer> places = new ArrayList<>();
                            for (int i = 0; i < items.size(); i++) {
                                if (conversation.has(ConversationItems.id(items.get(i)))) {
                                    places.add(i);
                                }
                            }
                            return places;
                        })
                .orElse(List.of());
        taken.forEach(place -> items.set(place, ConversationItems.withNewId(items.get(place), ids)));
        return items;
    }

    private static Map<String, KeptPiece> pieces(List<Map<String, @Nullable Object>> items) {
        Map<String, KeptPiece> pieces = new LinkedHashMap<>();
        items.forEach(item -> pieces.put(ConversationItems.id(item), KeptPiece.of(item)));
        return pieces;
    }

    private static long bytes(Map<String, KeptPiece> pieces) {
        return pieces.entrySet().stream()
                .mapToLong(item -> KeptEntry.bytesOf(item.getKey(), item.getValue()))
                .sum();
    }

    private Optional<Conversation> change(
            CallContext context, String id, BiConsumer<CallerEntries, KeptConversation> change) {
        return entries.change(EntryStore.caller(context), id, (own, conversation) -> {
            change.accept(own, conversation);
            return new Conversation(conversation);
        });
    }

    private void checkUnclaimed(KeptConversation conversation) {
        if (conversation.isClaimed(entries.clock().millis())) {
            throw ConversationItems.locked();
        }
    }

    private void checkSize(long bytes) {
        if (bytes > entries.maxEntryBytes()) {
            throw new InvalidParamException(
                    "items",
                    "The conversation would take " + bytes + " bytes; a conversation takes at most "
                            + entries.maxEntryBytes() + " bytes on this server (--max-stored-bytes-per-caller).");
        }
    }

    /** What is shown of a conversation. */
    private record Conversation(String id, long createdAt, KeptPiece metadata) {
        Conversation(KeptConversation kept) {
            this(kept.id(), kept.createdAt(), kept.metadata());
        }

        Map<String, @Nullable Object> tree() {
            Map<String, @Nullable Object> tree = new LinkedHashMap<>();
            tree.put("id", id);
            tree.put("object", "conversation");
            tree.put("created_at", createdAt);
            tree.put("metadata", metadata.tree());
            return tree;
        }
    }
}
