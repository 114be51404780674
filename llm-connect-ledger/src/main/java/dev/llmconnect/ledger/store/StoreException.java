package dev.llmconnect.ledger.store;

import dev.llmconnect.LLMException;
import org.jspecify.annotations.Nullable;

/** Thrown if the store is unavailable or an operation fails; a retry may succeed. */
public class StoreException extends LLMException {
    /**
     * Creates an exception.
     *
     * @param message failed operation and store
     * @param cause cause of the failure
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
