package dev.llmconnect.providers.mistral;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.ProviderCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Says in Mistral's words what it says differently from OpenAI: {@code random_seed} for {@code seed}, {@code output_dimension} for
 * {@code dimensions}, {@code document_url} for a file (https://docs.mistral.ai/api), and shorter ids of tool calls. Thread-safe.
 */
final class MistralBackend implements Backend {
    private final Backend direct;

    MistralBackend(Backend direct) {
        this.direct = direct;
    }

    @Override
    public String url(ProviderCall call, String path) {
        return direct.url(call, path);
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        direct.authorize(http, call);
    }

    @Override
    public Map<String, Object> body(ProviderCall call, Map<String, Object> body) {
        if (body.containsKey("seed")) {
            if (body.containsKey("random_seed")) {
                throw call.cannotCarry("both model_params.seed and model_params.random_seed");
            }
            body.put("random_seed", body.remove("seed"));
        }
        if (body.containsKey("dimensions")) {
            body.put("output_dimension", body.remove("dimensions"));
        }
        if (body.get("messages") instanceof List<?> messages) {
            body.put("messages", messages.stream().map(MistralBackend::message).toList());
        }
        return body;
    }

    private static Object message(Object message) {
        if (!(message instanceof Map<?, ?> map)) {
            return message;
        }
        Map<Object, Object> translated = new LinkedHashMap<>(map);
        if (map.get("content") instanceof List<?> parts) {
            translated.put("content", parts.stream().map(MistralBackend::part).toList());
        }
        if (map.get("tool_calls") instanceof List<?> calls) {
            translated.put(
                    "tool_calls", calls.stream().map(call -> withId(call, "id")).toList());
        }
        return withId(translated, "tool_call_id");
    }

    private static Object withId(Object object, String field) {
        if (!(object instanceof Map<?, ?> map) || !(map.get(field) instanceof String id)) {
            return object;
        }
        Map<Object, Object> translated = new LinkedHashMap<>(map);
        translated.put(field, id(id));
        return translated;
    }

    /** Mistral takes nine letters and digits; other providers' ids become such, call and result alike. */
    private static String id(String id) {
        return id.matches("[a-zA-Z0-9]{9}")
                ? id
                : UUID.nameUUIDFromBytes(id.getBytes(UTF_8))
                        .toString()
                        .replace("-", "")
                        .substring(0, 9);
    }

    private static Object part(Object part) {
        if (part instanceof Map<?, ?> map && map.get("file") instanceof Map<?, ?> file) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("type", "document_url");
            document.put("document_url", file.get("file_data"));
            document.put("document_name", file.get("filename"));
            return document;
        }
        if (part instanceof Map<?, ?> map && map.get("input_audio") instanceof Map<?, ?> audio) {
            Map<String, Object> sound = new LinkedHashMap<>();
            sound.put("type", "input_audio");
            sound.put("input_audio", audio.get("data"));
            return sound;
        }
        return part;
    }
}
