package dev.llmconnect.profiles;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.BooleanText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validation of a profile's field. */
enum FieldCheck {
    /** Validated by {@link RunConfig}, so that ranges are not repeated here. */
    CALL_VALUE,
    /** Passed to the provider unchanged. */
    ANYTHING,
    TEXT,
    FLAG,
    FIELD_NAME,
    MAX_TOKENS_NAME,
    URL,
    /** Name of a variable. Upper case only, so that a key entered by mistake is likely refused; the value is never shown. */
    VARIABLE,
    /** Reference to a file. The value is never shown, since it may be a key entered by mistake. */
    FILE;

    private static final Pattern FILE_REFERENCE = Pattern.compile("\\$\\{file:([^{}]+)}");
    private static final String FILE_MARK = "${file:";

    private static final Pattern FIELD = Pattern.compile("<think>|[A-Za-z_][A-Za-z0-9_]{0,63}");
    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

    /**
     * Validates a value.
     *
     * @throws LLMInvalidRequestException if it is invalid; the message names the profile and the field
     */
    void check(String profile, String key, Object value) {
        if (this != FILE && refersToFile(value)) {
            throw new LLMInvalidRequestException(profile + "." + key + " does not accept ${file:…}; only api_key does");
        }
        switch (this) {
            case CALL_VALUE -> RunConfig.fromMap(profile, Collections.singletonMap(key, value));
            case ANYTHING -> {}
            case TEXT ->
                require(value instanceof String text && !text.isBlank(), profile, key, "a string that is not blank");
            case FLAG ->
                require(
                        BooleanText.parse(String.valueOf(value)).isPresent() && !(value instanceof Number),
                        profile,
                        key,
                        "true or false");
            case FIELD_NAME ->
                require(
                        value instanceof String text
                                && FIELD.matcher(text.strip()).matches(),
                        profile,
                        key,
                        "the name of a field, <think> or none");
            case MAX_TOKENS_NAME ->
                require(
                        "max_tokens".equals(value) || "max_completion_tokens".equals(value),
                        profile,
                        key,
                        "max_tokens or max_completion_tokens");
            case URL -> require(isHttpUrl(value), profile, key, "an http or https URL with a host");
            case VARIABLE ->
                require(
                        value instanceof String text
                                && VARIABLE_NAME.matcher(text).matches(),
                        profile,
                        key,
                        "the name of an environment variable in upper case, such as MY_API_KEY, not the key itself");
            case FILE ->
                require(
                        value instanceof String text
                                && FILE_REFERENCE.matcher(text).matches(),
                        profile,
                        key,
                        "a file that holds the key, such as ${file:/run/secrets/my-key}, not the key itself");
        }
    }

    /** Returns the path in {@code ${file:PATH}}. */
    static String path(String reference) {
        Matcher matcher = FILE_REFERENCE.matcher(reference);
        return matcher.matches() ? matcher.group(1).strip() : reference;
    }

    /** Whether a value passed to the provider unchanged contains a file reference, which would be sent as text. */
    private static boolean refersToFile(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(entry -> entry != null && refersToFile(entry));
        }
        if (value instanceof Collection<?> list) {
            return list.stream().anyMatch(entry -> entry != null && refersToFile(entry));
        }
        return value instanceof String text && text.contains(FILE_MARK);
    }

    private static void require(boolean holds, String profile, String key, String accepted) {
        if (!holds) {
            throw new LLMInvalidRequestException(profile + "." + key + " must be " + accepted);
        }
    }

    private static boolean isHttpUrl(Object value) {
        try {
            if (value instanceof String text) {
                URI uri = new URI(text.strip());
                return uri.getHost() != null
                        && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()));
            }
            return false;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
