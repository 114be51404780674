package dev.llmconnect.server.internal.responses;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a conversation while a response to it is made, so that nothing else changes its items meanwhile. Ends when the response is appended,
 * before its client learns of it, or when it is closed; at the latest after {@link dev.llmconnect.server.ServerLimits#maxCallTime()}.
 * Thread-safe.
 */
final class ConversationClaim implements AutoCloseable {
    /** Of no conversation. */
    static final ConversationClaim NONE = new ConversationClaim(null, "", "");

    private final @Nullable ConversationStore store;
    private final String caller;
    private final String conversationId;

    /** @param store ends the claim; {@code null} if there is nothing to claim */
    ConversationClaim(@Nullable ConversationStore store, String caller, String conversationId) {
        this.store = store;
        this.caller = caller;
        this.conversationId = conversationId;
    }

    String caller() {
        return caller;
    }

    String conversationId() {
        return conversationId;
    }

    /** Appends input and output of the response; returns {@code false} if the conversation is gone, or would be too large. */
    boolean append(List<?> input, List<?> output) {
        return store != null && store.append(this, input, output);
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (store != null) {
            store.release(this);
        }
    }
}
