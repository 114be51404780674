package dev.llmconnect.server.internal.responses;

import dev.llmconnect.CallContext;
import dev.llmconnect.formats.responses.ResponseMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The responses in an {@link EntryStore}. Thread-safe. */
public final class ResponseStore {
    private final EntryStore entries;

    /** @param entries keeps them */
    public ResponseStore(EntryStore entries) {
        this.entries = entries;
    }

    /** The memory of the caller of a request that adds to no conversation. */
    ResponseMemory of(CallContext context) {
        return of(context, ConversationClaim.NONE);
    }

    /** The memory of the caller of a request. */
    ResponseMemory of(CallContext context, ConversationClaim claim) {
        return new CallerMemory(entries, EntryStore.caller(context), claim);
    }

    /** The {@code Response} object of this id; empty if the caller has none. */
    Optional<Map<String, @Nullable Object>> response(CallContext context, String id) {
        return entries.find(
                        EntryStore.caller(context),
                        KeptResponse.class,
                        id,
                        kept -> List.of(kept.fields(), kept.output()))
                .map(pieces -> {
                    Map<String, @Nullable Object> response = new LinkedHashMap<>();
                    KeptPiece.trees(pieces.get(0)).forEach(response::putAll);
                    response.put("output", KeptPiece.trees(pieces.get(1)));
                    return response;
                });
    }

    /** Removes a response; returns whether the caller had it. */
    boolean remove(CallContext context, String id) {
        return entries.remove(EntryStore.caller(context), KeptResponse.class, id);
    }
}
