package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.internal.ClientToolKind;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What other formats want back in the next turn and this one has no place for (signed reasoning, signatures of tool calls, steps of the
 * provider's own tools), as the {@code encrypted_content} of a reasoning item. Clients that keep their own conversations send that back
 * as it is. It is not encrypted: whoever holds it has the conversation anyway.
 */
final class SealedParts {
    private static final String PREFIX = "llm-connect:";
    private static final String TEXT = "text";
    private static final String SIGNATURE = "signature";
    private static final String RAW = "raw";
    private static final String WIRE = "wire";
    private static final String CALLS = "calls";

    private final Map<String, Object> content;

    private SealedParts(Map<String, Object> content) {
        this.content = content;
    }

    /** Reasoning that needs more than its words to be taken back. */
    static String seal(Reasoning reasoning) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put(TEXT, reasoning.text());
        content.put(SIGNATURE, reasoning.signature());
        content.put(RAW, reasoning.raw());
        return seal(content);
    }

    static String seal(Opaque part) {
        return seal(Map.of(WIRE, part.wire(), RAW, part.raw()));
    }

    /** What providers attached to these calls and their items do not hold; empty when that is nothing. */
    static Optional<String> seal(List<ToolCall> calls) {
        Map<String, Object> extras = new LinkedHashMap<>();
        for (ToolCall call : calls) {
            Map<String, Object> rest = new LinkedHashMap<>(SignedCallId.rest(call.extras()));
            rest.remove(ClientToolKind.EXTRA);
            rest.remove(ClientToolKind.NAMESPACE);
            if (!rest.isEmpty()) {
                extras.put(call.id(), rest);
            }
        }
        return extras.isEmpty() ? Optional.empty() : Optional.of(seal(Map.of(CALLS, extras)));
    }

    private static String seal(Map<String, ? extends @Nullable Object> content) {
        return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(JsonText.bytes(content));
    }

    /** What was sealed here; empty for what others wrote. */
    static Optional<SealedParts> open(String sealed) {
        if (!sealed.startsWith(PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] json =
                    Base64.getDecoder().decode(sealed.substring(PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1));
            return Optional.of(new SealedParts(StrictJsonParser.object(json)));
        } catch (IllegalArgumentException | LLMInvalidRequestException e) {
            throw new InvalidParamException(
                    "input", "invalid_value", "An item's encrypted_content is not as it was given.");
        }
    }

    /** The part of the conversation; empty when it is only about calls. */
    Optional<ContentPart> part() {
        Map<String, Object> raw = tree(content.get(RAW));
        if (content.get(WIRE) instanceof String wire) {
            return Optional.of(new Opaque(wire, raw));
        }
        if (content.get(TEXT) instanceof String text) {
            return Optional.of(
                    Reasoning.of(text, content.get(SIGNATURE) instanceof String signature ? signature : null, raw));
        }
        return Optional.empty();
    }

    /** What belongs to calls, by their ids. */
    Map<String, Object> calls() {
        return tree(content.get(CALLS));
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Map<String, Object> tree(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Never what is inside. */
    @Override
    public String toString() {
        return "SealedParts" + content.keySet();
    }
}
