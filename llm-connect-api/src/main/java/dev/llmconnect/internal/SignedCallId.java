package dev.llmconnect.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Id of a tool call that carries Gemini's thought signature, for formats whose clients give back nothing else of a call. Gemini wants the
 * signature in the next turn. The id holds letters, digits, hyphens and underscores only.
 *
 * <p>Source: <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Google on thought signatures</a>.
 *
 * @param id id without the signature
 * @param extras extras of the call that the id carries; empty if it carries none
 */
public record SignedCallId(String id, Map<String, Object> extras) {
    /** Extra of a tool call that holds the signature, under Gemini's name. */
    public static final String SIGNATURE = "thoughtSignature";
    /** Extra of a tool call under the name that Google's OpenAI-compatible API has for it. */
    public static final String EXTRA_CONTENT = "extra_content";

    private static final String GOOGLE = "google";
    private static final String GOOGLES_NAME = "thought_signature";
    private static final String MARK = "__sig__";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");

    /** Returns the signature among the extras of a call, under either name. */
    public static Optional<String> signature(Map<String, Object> extras) {
        Object own = extras.get(SIGNATURE);
        if (own == null
                && extras.get(EXTRA_CONTENT) instanceof Map<?, ?> content
                && content.get(GOOGLE) instanceof Map<?, ?> google) {
            own = google.get(GOOGLES_NAME);
        }
        return own instanceof String signature && !signature.isEmpty() ? Optional.of(signature) : Optional.empty();
    }

    /** Returns the extra for Google's OpenAI-compatible API. */
    public static Map<String, Object> extraContent(String signature) {
        return Map.of(GOOGLE, Map.of(GOOGLES_NAME, signature));
    }

    /** Returns the id to give to a client. */
    public static String write(String id, Map<String, Object> extras) {
        if (extras.isEmpty()) {
            return id;
        }
        return signature(extras)
                .filter(SignedCallId::fits)
                .map(signature -> id
                        + MARK
                        + signature.replace('+', '-').replace('/', '_').replace("=", ""))
                .orElse(id);
    }

    /** Returns the extras that {@link #write} leaves to other fields. */
    public static Map<String, Object> rest(Map<String, Object> extras) {
        if (extras.isEmpty() || signature(extras).filter(SignedCallId::fits).isEmpty()) {
            return extras;
        }
        Map<String, Object> rest = new LinkedHashMap<>(extras);
        rest.remove(SIGNATURE);
        rest.remove(EXTRA_CONTENT);
        return rest;
    }

    /** Reads an id that a client gives back. */
    public static SignedCallId read(String id) {
        int mark = id.indexOf(MARK);
        if (mark < 0) {
            return new SignedCallId(id, Map.of());
        }
        String signature = id.substring(mark + MARK.length()).replace('-', '+').replace('_', '/');
        String padded = signature + "=".repeat((4 - signature.length() % 4) % 4);
        return new SignedCallId(id.substring(0, mark), Map.of(SIGNATURE, padded));
    }

    /** Returns whether an id carries a signature. */
    public static boolean isSigned(@Nullable Object id) {
        return id instanceof String text && text.contains(MARK);
    }

    /** Whether the signature is whole Base64, as Google writes it, and nothing of it is lost in an id. */
    private static boolean fits(String signature) {
        return signature.length() % 4 == 0 && BASE64.matcher(signature).matches();
    }
}
