package dev.llmconnect.server.internal.responses;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.responses.ResponseMemory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a store keeps for the caller of one request. Thread-safe. */
final class CallerMemory implements ResponseMemory {
    private final EntryStore entries;
    private final String caller;
    private final ConversationClaim claim;

    /** @param claim of the conversation that the answer is appended to */
    CallerMemory(EntryStore entries, String caller, ConversationClaim claim) {
        this.entries = entries;
        this.caller = caller;
        this.claim = claim;
    }

    @Override
    public Optional<List<Map<String, @Nullable Object>>> history(String responseId) {
        return entries.find(caller, KeptResponse.class, responseId, KeptResponse::history)
                .map(KeptPiece::trees);
    }

    @Override
    public Optional<List<Map<String, @Nullable Object>>> conversation(String conversationId) {
        return entries.find(caller, KeptConversation.class, conversationId, KeptConversation::items)
                .map(KeptPiece::trees);
    }

    @Override
    public Optional<Map<String, @Nullable Object>> item(String itemId) {
        return entries.item(caller, itemId).map(KeptPiece::tree);
    }

    @Override
    public boolean keep(Map<String, @Nullable Object> response, List<?> input) {
        if (!entries.isEnabled()) {
            return false;
        }
        Optional<KeptResponse> written;
        try {
            written = KeptResponse.of(response, input, entries.maxEntryBytes());
        } catch (LLMException e) {
            if (e.code().equals(ErrorCode.SERVER_OVERLOADED)) {
                // The answer is worth more than its memory, and says that it is not stored.
                return false;
            }
            throw e;
        }
        return written.isPresent() && entries.add(caller, written.get());
    }

    @Override
    public boolean append(String conversationId, List<?> input, List<?> output) {
        return claim.append(input, output);
    }
}
