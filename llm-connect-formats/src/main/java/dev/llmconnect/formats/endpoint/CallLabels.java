package dev.llmconnect.formats.endpoint;

import dev.llmconnect.CallContext;
import dev.llmconnect.LLMInvalidRequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags and the session that the body of a request names, added to those of its headers, which win. */
public final class CallLabels {
    private static final int MAX_SESSION_LENGTH = 256;

    private CallLabels() {}

    /**
     * With the {@code tags} (the wire contract, section 2) and the {@code session} of {@code /execute}.
     *
     * @throws LLMInvalidRequestException when the tags are not an object of at most 16 short strings, or the session no short string
     */
    public static CallContext ofExecute(CallContext context, Map<String, ? extends @Nullable Object> body) {
        CallContext tagged = withTags(context, body.get("tags"));
        Object session = body.get("session");
        if (session == null) {
            return tagged;
        }
        if (!(session instanceof String id) || id.isBlank() || id.length() > MAX_SESSION_LENGTH) {
            throw new LLMInvalidRequestException(
                    "session must be a string of 1 to " + MAX_SESSION_LENGTH + " characters");
        }
        return tagged.toBuilder().session(id).build();
    }

    private static CallContext withTags(CallContext context, @Nullable Object tags) {
        if (tags == null) {
            return context;
        }
        if (!(tags instanceof Map<?, ?> map)) {
            throw new LLMInvalidRequestException("tags must be an object of strings, such as {\"team\":\"triage\"}");
        }
        Map<String, String> all = new LinkedHashMap<>();
        map.forEach((name, value) -> {
            if (!(value instanceof String text)) {
                throw new LLMInvalidRequestException("tags." + name + " must be a string");
            }
            all.put(String.valueOf(name), text);
        });
        all.putAll(context.tags());
        return context.toBuilder().tags(all).build();
    }

    /**
     * With what a compatible API has for labels, as far as it fits: texts of {@code metadata} as tags, and the name of the end user as the
     * session. Whatever is too long or no text is no label here; providers may still get it.
     */
    public static CallContext withMetadata(CallContext context, @Nullable Object metadata, @Nullable Object user) {
        CallContext.Builder labelled = context.toBuilder();
        if (user instanceof String name && !name.isBlank() && name.length() <= MAX_SESSION_LENGTH) {
            labelled.session(name);
        }
        if (metadata instanceof Map<?, ?> map && !map.isEmpty()) {
            Map<String, String> all = new LinkedHashMap<>(context.tags());
            map.forEach((name, value) -> {
                if (value instanceof String text
                        && all.size() < CallContext.MAX_TAGS
                        && fits(String.valueOf(name), text)) {
                    all.putIfAbsent(String.valueOf(name), text);
                }
            });
            labelled.tags(all);
        }
        return labelled.build();
    }

    private static boolean fits(String key, String value) {
        return !key.isBlank()
                && key.length() <= CallContext.MAX_TAG_LENGTH
                && value.length() <= CallContext.MAX_TAG_LENGTH;
    }
}
