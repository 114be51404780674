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
     * @param key key of the request, from {@code Authorization: Bearer}, {@code x-api-key}, {@code api-key} or {@code x-goog-api-key}
     */
    Optional<String> caller(String key);

    /**
     * Returns the caller with this key, with tags and models if the key is a token that names them; empty if it is unknown or currently
     * refused. Default: the name that {@link #caller} returns.
     */
    default Optional<CallerIdentity> identify(String key) {
        return caller(key).map(CallerIdentity::of);
    }

    /**
     * Returns the name of the caller with a client certificate of this name, on a server with
     * {@link TlsConfig#withClientAuthorities}; empty if it is unknown or currently refused. Default: the name itself if there are
     * no keys, otherwise empty.
     */
    default Optional<String> callerOfCertificate(String name) {
        return isEmpty() ? Optional.of(name) : Optional.empty();
    }

    /** Whether no key is required. Must not become {@code true} again once {@code false}. */
    boolean isEmpty();
}
