package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMException;

/** Callback for the end of a call. Exactly one of the methods other than {@link #firstToken()} is called, once. */
interface CallEnd {
    /** Called for the first event of a stream, but not for non-streaming answers or after the end. */
    default void firstToken() {}

    /**
     * Called when the answer is complete.
     *
     * @param model model that answered, by the provider's name; may be empty
     */
    void succeeded(String model);

    /** Called when the call fails. */
    void failed(LLMException failure);

    /** Called when the outcome is unknown: the reader closed the stream, or an unexpected exception was thrown. */
    void abandoned();
}
