package dev.llmconnect.providers.credentials;

import dev.llmconnect.LLMCall;

/** Gives credentials of one kind, such as an access token. Thread-safe. */
@FunctionalInterface
public interface CredentialSource<T> {
    /**
     * Fetches a credential. Blocks.
     *
     * @param request whose deadline and cancellation end the fetching
     * @throws dev.llmconnect.LLMException if there is none; the message never shows a credential
     */
    Lease<T> fetch(LLMCall request);
}
