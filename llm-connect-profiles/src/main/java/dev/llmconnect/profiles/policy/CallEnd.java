package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMException;

/** What a decorator does when a call ends. Exactly one of the methods is called, once. */
interface CallEnd {
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
