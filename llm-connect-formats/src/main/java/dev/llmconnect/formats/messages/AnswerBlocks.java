package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.internal.SignedCallId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The parts of an answer as Anthropic's blocks. */
final class AnswerBlocks {
    private static final String WIRE = WireFormat.ANTHROPIC_MESSAGES;

    private AnswerBlocks() {}

    /** Whether the answer came in Anthropic's own format, so that its words and counts are Anthropic's already. */
    static boolean isOwn(LLMResponse answer) {
        return !answer.wireFields(WIRE).isEmpty();
    }

    /** The whole content, in the provider's order. */
    static List<Map<String, Object>> of(LLMResponse answer) {
        return of(answer.parts(), isOwn(answer));
    }

    /** What has no block stays out: see {@link #omitted}. */
    static List<Map<String, Object>> of(List<ContentPart> parts, boolean own) {
        List<Map<String, Object>> blocks = new ArrayList<>();
        // Those of the last block: an answer may have a hundred thousand.
        List<Object> citations = null;
        for (ContentPart part : parts) {
            if (part instanceof Hint hint) {
                if (hint.wire().equals(WIRE) && !blocks.isEmpty()) {
                    blocks.get(blocks.size() - 1).putAll(hint.fields());
                    citations = null;
                }
            } else if (part instanceof Citation citation) {
                Optional<Map<String, Object>> form = CarriedCitations.of(citation);
                if (form.isPresent() && !blocks.isEmpty() && isCitable(blocks.get(blocks.size() - 1), citation)) {
                    citations = citations == null ? citations(blocks.get(blocks.size() - 1)) : citations;
                    citations.add(form.get());
                }
            } else {
                Optional<Map<String, Object>> block = block(part, own);
                if (block.isPresent()) {
                    blocks.add(block.get());
                    citations = null;
                }
            }
        }
        return blocks;
    }

    /** Anthropic's own stand where they stood. */
    private static boolean isCitable(Map<String, Object> block, Citation citation) {
        return citation.wire().equals(WIRE) || "text".equals(block.get("type"));
    }

    /** The citations of a block, which grow with the list. */
    private static List<Object> citations(Map<String, Object> block) {
        List<Object> citations = new ArrayList<>();
        if (block.get(CarriedCitations.FIELD) instanceof List<?> before) {
            citations.addAll(before);
        }
        block.put(CarriedCitations.FIELD, citations);
        return citations;
    }

    /** The sources of an answer that came in another format, as citations. */
    static List<Map<String, Object>> citations(LLMResponse answer) {
        return answer.citations().stream()
                .flatMap(citation -> CarriedCitations.of(citation).stream())
                .toList();
    }

    /** The parts for which Anthropic has no block: by their wire format, their type where they are files, or as citations. */
    static List<String> omitted(LLMResponse answer) {
        return answer.parts().stream()
                .flatMap(part -> {
                    if (part instanceof Opaque opaque && !opaque.wire().equals(WIRE)) {
                        return Stream.of(opaque.wire());
                    }
                    if (part instanceof Citation citation
                            && CarriedCitations.of(citation).isEmpty()) {
                        return Stream.of("citations");
                    }
                    return part instanceof Media media ? Stream.of(media.mimeType()) : Stream.empty();
                })
                .distinct()
                .toList();
    }

    private static Optional<Map<String, Object>> block(ContentPart part, boolean own) {
        if (part instanceof Text text) {
            return text.text().isEmpty() ? Optional.empty() : Optional.of(text(text.text()));
        }
        if (part instanceof Reasoning reasoning) {
            return Optional.of(
                    own && !reasoning.raw().isEmpty() ? new LinkedHashMap<>(reasoning.raw()) : thinking(reasoning));
        }
        if (part instanceof ToolCall call) {
            Map<String, Object> block = toolUse(call.id(), call.name(), call.extras(), own);
            block.put("input", call.arguments());
            return Optional.of(block);
        }
        if (part instanceof Refusal refusal) {
            // Anthropic's clients find a refusal where the text is; Anthropic's own is told in its stop_details.
            return own ? Optional.empty() : Optional.of(text(refusal.text()));
        }
        return part instanceof Opaque opaque && opaque.wire().equals(WIRE)
                ? Optional.of(new LinkedHashMap<>(opaque.raw()))
                : Optional.empty();
    }

    static Map<String, Object> text(String words) {
        Map<String, Object> block = typed("text");
        block.put("text", words);
        return block;
    }

    static Map<String, Object> thinking(Reasoning reasoning) {
        Map<String, Object> block = typed("thinking");
        block.put("thinking", reasoning.text());
        block.put("signature", CarriedReasoning.signature(reasoning));
        return block;
    }

    /**
     * A call without input. What another provider attached goes into its id where that holds it, else into a field of ours, from which
     * {@link BlockReader} takes it back.
     */
    static Map<String, Object> toolUse(String id, String name, Map<String, Object> extras, boolean own) {
        Map<String, Object> block = typed("tool_use");
        block.put("id", own ? id : SignedCallId.write(id, extras));
        block.put("name", name);
        block.put("input", Map.of());
        if (own) {
            extras.forEach(block::putIfAbsent);
        } else {
            Map<String, Object> rest = SignedCallId.rest(extras);
            if (!rest.isEmpty()) {
                block.put(AnswerFacts.FIELD, rest);
            }
        }
        return block;
    }

    static Map<String, Object> typed(String type) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("type", type);
        return map;
    }
}
