package dev.llmconnect.formats.gemini;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.ToolCall;
import dev.llmconnect.Usage;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers as a {@code GenerateContentResponse}, with what is known beyond it in one more field, {@code llm_connect}. */
public final class GeminiAnswerWriter {
    static final String CANDIDATES = "candidates";

    private static final String GROUNDING = "groundingMetadata";

    private GeminiAnswerWriter() {}

    /** The whole answer, or the last chunk of a stream with the parts that were not streamed. */
    public static Map<String, Object> of(LLMResponse answer, List<Map<String, Object>> parts, String requestId) {
        Map<String, Object> extras = answer.metadata().extras();
        Map<String, Object> tree = new LinkedHashMap<>();
        Object feedback = extras.get("prompt_feedback");
        if (feedback != null
                && answer.parts().isEmpty()
                && answer.alternatives().isEmpty()) {
            tree.put("promptFeedback", feedback);
        } else {
            tree.put(CANDIDATES, candidates(answer, parts, extras));
        }
        tree.put("usageMetadata", usage(answer.usage()));
        tree.put("modelVersion", answer.model());
        tree.put("responseId", requestId);
        Map<String, Object> facts = answer.metadata().toMapWithoutExtras();
        List<String> omitted = omitted(answer);
        if (!omitted.isEmpty()) {
            facts.put("omitted_parts", omitted);
        }
        tree.put(AnswerFacts.FIELD, facts);
        return tree;
    }

    /** A chunk with some parts, before the last one. */
    static Map<String, Object> chunk(List<Map<String, Object>> parts, String model, String requestId) {
        Map<String, Object> candidate = new LinkedHashMap<>();
        candidate.put("content", content(parts));
        candidate.put("index", 0);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put(CANDIDATES, List.of(candidate));
        tree.put("modelVersion", model);
        tree.put("responseId", requestId);
        return tree;
    }

    private static Map<String, Object> content(List<Map<String, Object>> parts) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("parts", parts.isEmpty() ? List.of(Map.of("text", "")) : parts);
        content.put("role", "model");
        return content;
    }

    /**
     * All candidates.
     *
     * @param parts those of the first
     * @param extras those of the first; what Google said of the others is in the wire fields
     */
    private static List<Object> candidates(
            LLMResponse answer, List<Map<String, Object>> parts, Map<String, Object> extras) {
        List<Choice> all = answer.choices();
        List<Object> candidates = new ArrayList<>(all.size());
        Map<String, Object> first = candidate(all.get(0), parts, 0);
        putExtras(first, extras);
        putGrounding(first, all.get(0));
        candidates.add(first);
        List<JsonNode> own =
                JsonNode.of(answer.wireFields(WireFormat.GEMINI_GENERATE)).items(CANDIDATES);
        for (int i = 1; i < all.size(); i++) {
            Map<String, Object> candidate =
                    candidate(all.get(i), parts(all.get(i).parts()), i);
            if (i < own.size()) {
                own.get(i).object().forEach(candidate::putIfAbsent);
            }
            putGrounding(candidate, all.get(i));
            candidates.add(candidate);
        }
        return candidates;
    }

    private static Map<String, Object> candidate(Choice answer, List<Map<String, Object>> parts, int index) {
        Map<String, Object> candidate = new LinkedHashMap<>();
        candidate.put("content", content(parts));
        candidate.put("finishReason", GeminiFinish.word(answer));
        candidate.put("index", index);
        return candidate;
    }

    /** Adds to a candidate what the metadata of an answer have under Google's names. */
    static void putExtras(Map<String, Object> candidate, Map<String, Object> extras) {
        put(candidate, "finishMessage", extras.get("finish_message") instanceof String text ? text : null);
        put(candidate, "safetyRatings", extras.get("safety_ratings") instanceof List<?> list ? list : null);
        put(candidate, "logprobsResult", isOwnLogprobs(extras) ? extras.get("logprobs") : null);
        if (extras.get("grounding") instanceof Map<?, ?> own) {
            candidate.put(GROUNDING, own);
        }
        if (extras.get("url_context") instanceof List<?> pages) {
            candidate.put("urlContextMetadata", Map.of("urlMetadata", pages));
        }
    }

    private static void putGrounding(Map<String, Object> candidate, Choice answer) {
        if (!candidate.containsKey(GROUNDING)) {
            grounding(answer.citations()).ifPresent(grounding -> candidate.put(GROUNDING, grounding));
        }
    }

    private static void put(Map<String, Object> tree, String name, @Nullable Object value) {
        if (value != null) {
            tree.put(name, value);
        }
    }

    private static boolean isOwnLogprobs(Map<String, Object> extras) {
        return extras.get("logprobs") instanceof Map<?, ?> map && map.containsKey("chosenCandidates");
    }

    private static Optional<Map<String, Object>> grounding(List<Citation> citations) {
        List<Object> chunks = new ArrayList<>();
        for (Citation citation : citations) {
            if (citation.url().isPresent()) {
                Map<String, Object> web = new LinkedHashMap<>();
                web.put("uri", citation.url().get());
                citation.title().ifPresent(title -> web.put("title", title));
                chunks.add(Map.of("web", web));
            }
        }
        return chunks.isEmpty() ? Optional.empty() : Optional.of(Map.of("groundingChunks", chunks));
    }

    private static Map<String, Object> usage(Usage usage) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("promptTokenCount", usage.inputTokens());
        tree.put("candidatesTokenCount", usage.outputTokens() - usage.reasoningTokens());
        tree.put("totalTokenCount", usage.totalTokens());
        if (usage.reasoningTokens() != 0) {
            tree.put("thoughtsTokenCount", usage.reasoningTokens());
        }
        if (usage.cacheReadTokens() != 0) {
            tree.put("cachedContentTokenCount", usage.cacheReadTokens());
        }
        return tree;
    }

    /** The parts of a whole answer. */
    public static List<Map<String, Object>> parts(LLMResponse answer) {
        return parts(answer.parts());
    }

    private static List<Map<String, Object>> parts(List<ContentPart> parts) {
        List<Map<String, Object>> written = new ArrayList<>();
        for (ContentPart part : parts) {
            boolean signsPartBefore = part instanceof Reasoning reasoning
                    && Signatures.belongsToPartBefore(reasoning)
                    && !written.isEmpty();
            if (signsPartBefore && part instanceof Reasoning reasoning) {
                ThoughtSignature.of(reasoning)
                        .ifPresent(signature -> written.get(written.size() - 1).put(Signatures.FIELD, signature));
            } else {
                part(part).ifPresent(written::add);
            }
        }
        return written;
    }

    /** The form of a part; empty for one that has none. */
    static Optional<Map<String, Object>> part(ContentPart part) {
        if (part instanceof Text text) {
            return Optional.of(text(text.text()));
        }
        if (part instanceof Refusal refusal) {
            return Optional.of(text(refusal.text()));
        }
        if (part instanceof Reasoning reasoning) {
            return Optional.of(reasoning(reasoning));
        }
        if (part instanceof ToolCall call) {
            return Optional.of(call(call));
        }
        if (part instanceof Media media) {
            return Optional.of(media(media));
        }
        return part instanceof Opaque opaque && opaque.wire().equals(WireFormat.GEMINI_GENERATE)
                ? Optional.of(new LinkedHashMap<>(opaque.raw()))
                : Optional.empty();
    }

    static Map<String, Object> text(String words) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("text", words);
        return part;
    }

    /** A thought, or a signature without words. */
    static Map<String, Object> reasoning(Reasoning reasoning) {
        Map<String, Object> part = text(reasoning.text());
        boolean signatureOnly = reasoning.raw().containsKey(Signatures.FIELD);
        if (!signatureOnly) {
            part.put(Signatures.THOUGHT, true);
        }
        ThoughtSignature.of(reasoning).ifPresent(signature -> part.put(Signatures.FIELD, signature));
        return part;
    }

    private static Map<String, Object> call(ToolCall call) {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("id", call.id());
        inner.put("name", call.name());
        inner.put("args", call.arguments());
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("functionCall", inner);
        ThoughtSignature.of(call.extras()).ifPresent(signature -> part.put(Signatures.FIELD, signature));
        return part;
    }

    private static Map<String, Object> media(Media media) {
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("mimeType", media.mimeType());
        Map<String, Object> part = new LinkedHashMap<>();
        if (media.url() == null) {
            inner.put("data", String.valueOf(media.base64()));
            part.put("inlineData", inner);
        } else {
            inner.put("fileUri", media.url());
            part.put("fileData", inner);
        }
        return part;
    }

    private static List<String> omitted(LLMResponse answer) {
        return answer.choices().stream()
                .flatMap(choice -> choice.parts().stream())
                .filter(part -> part instanceof Opaque opaque && !opaque.wire().equals(WireFormat.GEMINI_GENERATE))
                .map(part -> ((Opaque) part).wire())
                .distinct()
                .toList();
    }
}
