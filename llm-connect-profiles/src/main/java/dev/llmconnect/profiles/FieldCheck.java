package dev.llmconnect.profiles;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.regex.Pattern;

/** What values a field of a profile takes. */
enum FieldCheck {
    /** What {@link RunConfig} accepts; its ranges are not repeated here. */
    CALL_VALUE,
    /** Passed on as it is. */
    ANYTHING,
    TEXT,
    URL,
    /** Upper case only, so that a key put here by mistake is likely to be refused; and it is never shown. */
    VARIABLE;

    private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Z_][A-Z0-9_]*");

    /**
     * @throws LLMInvalidRequestException naming the profile and the field
     */
    void check(String profile, String key, Object value) {
        switch (this) {
            case CALL_VALUE -> RunConfig.fromMap(profile, Collections.singletonMap(key, value));
            case ANYTHING -> {}
            case TEXT ->
                require(value instanceof String text && !text.isBlank(), profile, key, "a string that is not blank");
            case URL -> require(isHttpUrl(value), profile, key, "an http or https URL with a host");
            case VARIABLE ->
                require(
                        value instanceof String text
                                && VARIABLE_NAME.matcher(text).matches(),
                        profile,
                        key,
                        "the name of an environment variable in upper case, such as MY_API_KEY, not the key itself");
        }
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
