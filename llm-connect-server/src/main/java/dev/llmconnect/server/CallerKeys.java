package dev.llmconnect.server;

import java.util.Optional;

/**
 * Looks up callers by key: {@link ApiKeys}, or a source that changes at run time. Called for every request on threads that must
 * not block. Thread-safe.
 */
public interface CallerKeys {
    /**
     * Returns the name of the caller with this key; empty if it is unknown or currently refused.
     *
     * @param key key of the request, from {@code Authorization: Bearer} or {@code x-api-key}
     */
    Optional<String> caller(String key);

    /** Whether no key is required. Must not become {@code true} again once {@code false}. */
    boolean isEmpty();
}
