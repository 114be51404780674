package dev.llmconnect.ledger.store;

import dev.llmconnect.LLMException;
import org.jspecify.annotations.Nullable;

/** The store cannot be reached, or cannot do what it is asked; the next try may succeed. */
public class StoreException extends LLMException {
    /**
     * @param message what could not be done, and with which store
     * @param cause why
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
