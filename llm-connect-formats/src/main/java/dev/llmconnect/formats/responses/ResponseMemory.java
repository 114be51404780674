package dev.llmconnect.formats.responses;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Responses that an endpoint keeps for one caller's next turns, where the provider stores none. Thread-safe. */
public interface ResponseMemory {
    /** Keeps and finds nothing. */
    ResponseMemory NONE = new ResponseMemory() {
        @Override
        public Optional<List<Map<String, @Nullable Object>>> conversation(String responseId) {
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
    };

    /** Returns the input and output items of a response, oldest first; empty for an unknown response. */
    Optional<List<Map<String, @Nullable Object>>> conversation(String responseId);

    /** Returns an output item of any kept response; empty for an unknown item. */
    Optional<Map<String, @Nullable Object>> item(String itemId);

    /**
     * Keeps a response.
     *
     * @param response the whole {@code Response} object, with its id and output
     * @param input the items it answers, earlier turns included
     * @return whether it is kept; {@code false} if it is too large
     */
    boolean keep(Map<String, @Nullable Object> response, List<?> input);
}
