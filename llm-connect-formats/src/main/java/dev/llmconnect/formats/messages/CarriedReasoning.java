package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Another provider's proof of its reasoning inside the signature of a thinking block. Clients give signatures back as they are, so
 * that the provider gets its own back in the next turn, and the server need not remember anything.
 */
final class CarriedReasoning {
    private static final String MARK = "llm-connect:";
    private static final String SIGNATURE = "signature";
    private static final String RAW = "raw";

    private CarriedReasoning() {}

    /** The signature for a part that Anthropic did not make; empty when there is nothing to carry. */
    static String signature(Reasoning reasoning) {
        if (reasoning.signature() == null && reasoning.raw().isEmpty()) {
            return "";
        }
        Map<String, Object> proof = new LinkedHashMap<>();
        if (reasoning.signature() != null) {
            proof.put(SIGNATURE, reasoning.signature());
        }
        proof.put(RAW, reasoning.raw());
        return MARK + Base64.getEncoder().encodeToString(JsonText.bytes(proof));
    }

    /** Whether a block has such a signature. */
    static boolean isIn(Map<?, ?> block) {
        return block.get(SIGNATURE) instanceof String signature && signature.startsWith(MARK);
    }

    /** The part that such a signature holds; empty for one of Anthropic's. */
    static Optional<Reasoning> read(String text, String signature, String place) {
        if (!signature.startsWith(MARK)) {
            return Optional.empty();
        }
        try {
            byte[] json = Base64.getDecoder()
                    .decode(signature.substring(MARK.length()).getBytes(StandardCharsets.UTF_8));
            MessagesFields proof = MessagesFields.of(StrictJsonParser.object(json), place);
            @Nullable String own = proof.text(SIGNATURE).orElse(null);
            Map<String, Object> raw =
                    proof.object(RAW).map(MessagesFields::rest).orElse(Map.of());
            return Optional.of(Reasoning.of(text, own, raw));
        } catch (IllegalArgumentException | LLMInvalidRequestException e) {
            throw MessagesFields.wrong(place, "Invalid `signature` in `thinking` block");
        }
    }
}
