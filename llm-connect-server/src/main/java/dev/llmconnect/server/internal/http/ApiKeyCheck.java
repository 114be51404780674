package dev.llmconnect.server.internal.http;

import dev.llmconnect.server.CallerKeys;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Identifies the caller by the key in {@code Authorization: Bearer} or {@code x-api-key}. */
public final class ApiKeyCheck {
    private static final String BEARER = "bearer ";

    private ApiKeyCheck() {}

    /** The name of the caller; empty when the request has no known key. */
    public static Optional<String> caller(RequestHead head, CallerKeys keys) {
        return presented(head::values).stream()
                .flatMap(key -> keys.caller(key).stream())
                .findFirst();
    }

    /**
     * The keys that a request has.
     *
     * @param headers the values of a header by its name
     */
    public static List<String> presented(Function<String, List<String>> headers) {
        Stream<String> bearers = headers.apply("Authorization").stream()
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()));
        return Stream.concat(bearers, headers.apply("x-api-key").stream())
                .map(String::strip)
                .toList();
    }
}
