package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code thoughtSignature}, which clients give back as it is. It holds bytes, so that what another provider wants back is
 * carried in it as base64, and the server need not remember anything. How a signature of Gemini's own is kept in {@link Reasoning#raw()}
 * is what {@link Signatures} says.
 */
final class ThoughtSignature {
    private static final byte[] MARK = "llm-connect:".getBytes(StandardCharsets.US_ASCII);
    private static final String SIGNATURE = "signature";
    private static final String RAW = "raw";
    private static final String EXTRAS = "extras";

    private ThoughtSignature() {}

    /** The signature of reasoning: Gemini's own, or that of another provider, carried; empty when there is nothing to give back. */
    static Optional<String> of(Reasoning reasoning) {
        @Nullable String signature = reasoning.signature();
        if (isGeminis(reasoning)) {
            return Optional.ofNullable(signature);
        }
        if (signature == null && reasoning.raw().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> proof = new LinkedHashMap<>();
        if (signature != null) {
            proof.put(SIGNATURE, signature);
        }
        proof.put(RAW, reasoning.raw());
        return Optional.of(carried(proof));
    }

    /** The signature of a tool call with these extras. */
    static Optional<String> of(Map<String, Object> extras) {
        if (extras.get(Signatures.FIELD) instanceof String own) {
            return Optional.of(own);
        }
        return extras.isEmpty() ? Optional.empty() : Optional.of(carried(Map.of(EXTRAS, extras)));
    }

    private static boolean isGeminis(Reasoning reasoning) {
        return Boolean.TRUE.equals(reasoning.raw().get(Signatures.THOUGHT))
                || reasoning.raw().containsKey(Signatures.FIELD);
    }

    /** A thought with a signature, which is empty where there is none. */
    static Reasoning thought(String text, String signature) {
        if (signature.isEmpty()) {
            return Reasoning.of(text, null, Map.of());
        }
        return carried(signature)
                .map(proof -> reasoning(text, proof))
                .orElseGet(() -> Signatures.thought(text, signature));
    }

    /** The signature of a part that is neither a thought nor a call. */
    static Reasoning ofPart(String signature, boolean alone) {
        return carried(signature)
                .map(proof -> reasoning("", proof))
                .orElseGet(() -> alone ? Signatures.alone(signature) : Signatures.ofPartBefore(signature));
    }

    /** The extras of a tool call with a signature. */
    static Map<String, Object> extras(String signature) {
        if (signature.isEmpty()) {
            return Map.of();
        }
        return carried(signature)
                .map(proof -> tree(proof.get(EXTRAS)))
                .orElseGet(() -> Map.of(Signatures.FIELD, signature));
    }

    private static Reasoning reasoning(String text, Map<String, @Nullable Object> proof) {
        @Nullable String signature = proof.get(SIGNATURE) instanceof String own ? own : null;
        return Reasoning.of(text, signature, tree(proof.get(RAW)));
    }

    private static String carried(Map<String, Object> proof) {
        return Base64.getEncoder()
                .encodeToString(JsonText.bytes(new String(MARK, StandardCharsets.US_ASCII), proof, ""));
    }

    /** What was carried; empty for a signature of Gemini's. Some clients write base64 in the alphabet for URLs. */
    private static Optional<Map<String, @Nullable Object>> carried(String signature) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(Base64Text.standard(signature));
        } catch (IllegalArgumentException e) {
            // No base64: nothing of ours; Gemini judges it.
            return Optional.empty();
        }
        if (bytes.length <= MARK.length || !Arrays.equals(bytes, 0, MARK.length, MARK, 0, MARK.length)) {
            return Optional.empty();
        }
        try {
            return Optional.of(StrictJsonParser.object(Arrays.copyOfRange(bytes, MARK.length, bytes.length)));
        } catch (LLMInvalidRequestException e) {
            throw new LLMInvalidRequestException("a thoughtSignature is not as it was given");
        }
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Map<String, Object> tree(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}
