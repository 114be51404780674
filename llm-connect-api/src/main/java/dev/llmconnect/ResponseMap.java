package dev.llmconnect;

import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.internal.JsonTreeWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts a response to and from the JSON form of the wire contract, section 2. */
final class ResponseMap {
    static final String ALTERNATIVES = "alternatives";

    private static final String PROVIDER_FINISH_REASON = "provider_finish_reason";
    private static final String REASONING = "reasoning";
    private static final String REFUSAL = "refusal";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String CITATIONS = "citations";
    private static final String MEDIA = "media";
    private static final String USAGE_DETAILS = "usage_details";

    private ResponseMap() {}

    static Map<String, Object> metadata(LLMResponse answer) {
        Map<String, Object> map = new LinkedHashMap<>(answer.metadata().toMap());
        describe(answer.choices().get(0), map);
        Map<String, Object> details = answer.usage().details();
        if (!details.isEmpty()) {
            map.put(USAGE_DETAILS, details);
        }
        return map;
    }

    /** Adds to metadata what the contract has there of an answer. */
    static void describe(Choice answer, Map<String, Object> map) {
        answer.providerFinishReason()
                .filter(word -> !word.equals(answer.finishReason().value()))
                .ifPresent(word -> map.put(PROVIDER_FINISH_REASON, word));
        answer.reasoning().ifPresent(text -> map.put(REASONING, text));
        answer.refusal().ifPresent(text -> map.put(REFUSAL, text));
        if (!answer.toolCalls().isEmpty()) {
            map.put(TOOL_CALLS, answer.toolCalls().stream().map(ToolCall::toMap).toList());
        }
        List<Citation> citations = answer.citations();
        if (!citations.isEmpty()) {
            map.put(CITATIONS, citations.stream().map(Citation::toMap).toList());
        }
        List<Media> media = answer.media();
        if (!media.isEmpty()) {
            map.put(MEDIA, media.stream().map(ResponseMap::media).toList());
        }
    }

    private static Map<String, Object> media(Media media) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mime_type", media.mimeType());
        put(map, "base64", media.base64());
        put(map, "url", media.url());
        put(map, "name", media.name());
        return map;
    }

    static LLMResponse read(Map<String, ?> map) {
        Map<String, ?> metadata = object(map.get("metadata"));
        String model = text(map.get("model"));
        return choice(map)
                .model(model == null ? "" : model)
                .usage(Usage.fromMap(object(map.get("usage")), object(metadata.get(USAGE_DETAILS))))
                .metadata(ResponseMetadata.fromMap(metadata))
                .alternatives(list(map.get(ALTERNATIVES)).stream()
                        .map(other -> choice(other).build().choices().get(0))
                        .toList())
                .build();
    }

    /** Reads what stands for the first answer and for an alternative alike. */
    private static LLMResponse.Builder choice(Map<String, ?> map) {
        Map<String, ?> metadata = object(map.get("metadata"));
        String finish = text(map.get("finish_reason"));
        List<ContentPart> parts = new ArrayList<>();
        list(metadata.get(CITATIONS)).forEach(citation -> parts.add(citation(citation)));
        for (Map<String, Object> media : list(metadata.get(MEDIA))) {
            Media read = media(media);
            if (read != null) {
                parts.add(read);
            }
        }
        list(metadata.get(TOOL_CALLS)).forEach(call -> parts.add(toolCall(call)));
        String content = text(map.get("content"));
        return LLMResponse.builder()
                .parts(parts)
                .content(content == null ? "" : content)
                .reasoning(text(metadata.get(REASONING)))
                .refusal(text(metadata.get(REFUSAL)))
                .finishReason(finish == null ? FinishReason.ERROR : new FinishReason(Redactor.redact(finish)))
                .providerFinishReason(text(metadata.get(PROVIDER_FINISH_REASON)));
    }

    private static ContentPart citation(Map<String, Object> map) {
        return Citation.builder()
                .url(text(map.get("url")))
                .title(text(map.get("title")))
                .raw("", map)
                .build();
    }

    private static @Nullable Media media(Map<String, Object> map) {
        String type = text(map.get("mime_type"));
        String base64 = text(map.get("base64"));
        String url = text(map.get("url"));
        if (base64 == null && url == null) {
            return null;
        }
        String mimeType = type == null ? "application/octet-stream" : type;
        return (base64 != null ? Media.fromBase64(mimeType, base64) : Media.fromUrl(mimeType, String.valueOf(url)))
                .name(text(map.get("name")))
                .build();
    }

    private static ToolCall toolCall(Map<String, Object> map) {
        String id = text(map.get("id"));
        String name = text(map.get("name"));
        Map<String, Object> arguments = object(map.get("arguments"));
        String written = text(map.get("arguments_text"));
        return ToolCall.of(
                id == null ? "" : id,
                name == null ? "" : name,
                arguments,
                written == null ? JsonTreeWriter.of(arguments) : written);
    }

    private static List<Map<String, Object>> list(@Nullable Object value) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(item -> {
                if (item instanceof Map<?, ?>) {
                    objects.add(object(item));
                }
            });
        }
        return objects;
    }

    @SuppressWarnings("unchecked") // JSON trees have string keys
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    private static void put(Map<String, Object> map, String name, @Nullable String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
