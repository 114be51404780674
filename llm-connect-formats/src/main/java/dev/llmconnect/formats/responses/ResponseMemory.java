package dev.llmconnect.formats.responses;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Responses and conversations that an endpoint keeps for one caller's next turns, where the provider stores none. Thread-safe. */
public interface ResponseMemory {
    /** Keeps and finds nothing. */
    ResponseMemory NONE = new ResponseMemory() {
        @Override
        public Optional<List<Map<String, @Nullable Object>>> history(String responseId) {
            return Optional.empty();
        }

        @Override
        public Optional<List<Map<String, @Nullable Object>>> conversation(String conversationId) {
            return Optional.empty();
        }

        @Override
        public Optional<Map<String, @Nullable Object>> item(String itemId) {
            return Optional.empty();
        }

        @Override
        public boolean keep(Map<String, @Nullable Object> response, List<?> input) {
            return false;
        }

        @Override
        public boolean append(String conversationId, List<?> input, List<?> output) {
            return false;
        }
    };

    /** Returns the input and output items of a response, oldest first; empty for an unknown response. */
    Optional<List<Map<String, @Nullable Object>>> history(String responseId);

    /** Returns the items of a conversation, oldest first; empty for an unknown conversation. */
    Optional<List<Map<String, @Nullable Object>>> conversation(String conversationId);

    /** Returns an output item of any kept response, or an item of any conversation; empty for an unknown item. */
    Optional<Map<String, @Nullable Object>> item(String itemId);

    /**
     * Keeps a response.
     *
     * @param response the whole {@code Response} object, with its id and output
     * @param input the items it answers, earlier turns included
     * @return whether it is kept; {@code false} if it is too large
     */
    boolean keep(Map<String, @Nullable Object> response, List<?> input);

    /**
     * Appends a response to a conversation.
     *
     * @param input the items it answers, without those that the conversation has
     * @param output its output
     * @return whether it is appended; {@code false} if the conversation is gone, or would be too large
     */
    boolean append(String conversationId, List<?> input, List<?> output);
}
