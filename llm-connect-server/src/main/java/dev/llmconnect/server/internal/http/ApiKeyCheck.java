package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.server.CallerIdentity;
import dev.llmconnect.server.CallerKeys;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Identifies the caller by the key in {@code Authorization: Bearer}, or in the header that the clients of a compatible API use: Anthropic's
 * {@code x-api-key}, Azure's {@code api-key}, Google's {@code x-goog-api-key}.
 */
public final class ApiKeyCheck {
    /** A signature costs more to check than a header to send. */
    private static final int MAX_KEYS = 4;

    private static final String BEARER = "bearer ";
    private static final List<String> HEADERS = List.of("x-api-key", "api-key", "x-goog-api-key");

    private ApiKeyCheck() {}

    /**
     * The caller; empty when the first {@value #MAX_KEYS} keys of the request are unknown.
     *
     * @param parameter query parameter in which the route accepts a key as well
     */
    public static Optional<CallerIdentity> caller(RequestHead head, Optional<String> parameter, CallerKeys keys) {
        return Stream.concat(
                        presented(head::values).stream(),
                        parameter.stream().flatMap(name -> inQuery(head, name).stream()))
                .limit(MAX_KEYS)
                .flatMap(key -> keys.identify(key).stream())
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
        Stream<String> others = HEADERS.stream().flatMap(name -> headers.apply(name).stream());
        return Stream.concat(bearers, others).map(String::strip).toList();
    }

    private static List<String> inQuery(RequestHead head, String name) {
        try {
            return UrlText.query(head.query()).getOrDefault(name, List.of());
        } catch (LLMInvalidRequestException e) {
            // A malformed query holds no key; the handler that reads it reports what is wrong.
            return List.of();
        }
    }
}
