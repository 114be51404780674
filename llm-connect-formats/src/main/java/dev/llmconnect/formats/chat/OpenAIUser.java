package dev.llmconnect.formats.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end user that a request to one of OpenAI's APIs names. */
public final class OpenAIUser {
    private OpenAIUser() {}

    /** The value of {@code safety_identifier}, which replaces {@code user} in OpenAI's reference, else that of {@code user}. */
    public static @Nullable Object of(Map<String, @Nullable Object> sent) {
        Object identifier = sent.get("safety_identifier");
        return identifier != null ? identifier : sent.get("user");
    }
}
