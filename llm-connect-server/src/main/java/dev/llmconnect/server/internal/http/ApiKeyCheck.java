package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.CallerKeys;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Identifies the caller by the key in {@code Authorization: Bearer} or {@code x-api-key}. */
public final class ApiKeyCheck {
    private static final String BEARER = "bearer ";

    private ApiKeyCheck() {}

    /** The name of the caller; empty when the request has no known key. */
    public static Optional<String> caller(RequestHead head, CallerKeys keys) {
        Stream<String> bearers = head.values("Authorization").stream()
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()));
        List<String> presented = Stream.concat(bearers, head.values("x-api-key").stream())
                .map(String::strip)
                .toList();
        return presented.stream().flatMap(key -> keys.caller(key).stream()).findFirst();
    }
}
