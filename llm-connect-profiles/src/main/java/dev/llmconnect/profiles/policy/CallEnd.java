package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;

/** What a decorator does when a call ends. Exactly one of the methods is called, once. */
interface CallEnd {
    /** The whole answer is there. Returns it, with what the decorator has to add. */
    LLMResponse succeeded(LLMResponse response);

    /** There will be no answer. */
    void failed(LLMException failure);

    /** Nothing is known: the reader closed the stream, or a bug came through. */
    void abandoned();
}
