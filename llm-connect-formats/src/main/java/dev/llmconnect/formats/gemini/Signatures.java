package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart.Reasoning;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Thought signatures, which prove to Google that reasoning is its model's own and have to come back at the place they came from: on a
 * thought, on any other part, or on an empty text of their own. {@link Reasoning#raw()} remembers which.
 *
 * <p>Source: <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Google's description</a>.
 */
final class Signatures {
    /** The field of a part. */
    static final String FIELD = "thoughtSignature";

    /**
     * What Google takes in place of the signature of a call that no Gemini model made, from the same description; as Base64, since
     * the field holds bytes.
     */
    static final String NONE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    static final String THOUGHT = "thought";
    static final String TEXT = "text";

    private Signatures() {}

    /** A thought, signed or not. */
    static Reasoning thought(String text, String signature) {
        return Reasoning.of(text, signature.isEmpty() ? null : signature, Map.of(THOUGHT, true));
    }

    /** The signature of the part before. */
    static Reasoning ofPartBefore(String signature) {
        return Reasoning.of("", signature, Map.of(FIELD, signature));
    }

    /** A signature that came with an empty text. */
    static Reasoning alone(String signature) {
        return Reasoning.of("", signature, Map.of(TEXT, "", FIELD, signature));
    }

    /** Whether it is the signature of a part that stands before it. */
    static boolean belongsToPartBefore(Reasoning reasoning) {
        return reasoning.raw().containsKey(FIELD) && !isAlone(reasoning);
    }

    /**
     * The part to send. Reasoning of other models goes along as a thought, without the signature, which only its own provider can
     * check.
     */
    static Map<String, Object> part(Reasoning reasoning) {
        boolean thought = !isAlone(reasoning);
        Map<String, Object> part = new LinkedHashMap<>();
        part.put(TEXT, reasoning.text());
        if (thought) {
            part.put(THOUGHT, true);
        }
        if (reasoning.signature() != null && (!thought || reasoning.raw().containsKey(THOUGHT))) {
            part.put(FIELD, reasoning.signature());
        }
        return part;
    }

    /** Whether it is a signature on an empty text. */
    static boolean isAlone(Reasoning reasoning) {
        return reasoning.raw().containsKey(FIELD) && reasoning.raw().containsKey(TEXT);
    }
}
