package dev.llmconnect.server;

import java.util.Optional;

/**
 * Finds callers by their keys: {@link ApiKeys}, or a source whose callers come and go while the server runs. Asked for every request, on
 * threads that must not be held up. Thread-safe.
 */
public interface CallerKeys {
    /**
     * The name of the caller with this key; empty when there is none, or it may not call now.
     *
     * @param key as the request has it, in {@code Authorization: Bearer} or {@code x-api-key}
     */
    Optional<String> caller(String key);

    /** Whether nobody is asked for a key. Once it is not so it must stay so. */
    boolean isEmpty();
}
