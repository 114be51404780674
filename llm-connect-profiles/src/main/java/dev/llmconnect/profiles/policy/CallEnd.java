package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMException;

/** What a decorator does when a call ends. Exactly one of the methods but {@link #firstToken()} is called, once. */
interface CallEnd {
    /** The first event of a stream has come; not called for an answer in one piece, nor after the end. */
    default void firstToken() {}

    /**
     * The whole answer is there.
     *
     * @param model who answered, as the provider names it; may be empty
     */
    void succeeded(String model);

    /** There will be no answer. */
    void failed(LLMException failure);

    /** Nothing is known: the reader closed the stream, or a bug came through. */
    void abandoned();
}
