package dev.llmconnect.providers.mistral;

import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in Mistral's words what it says differently from OpenAI: {@code random_seed} for {@code seed}, {@code output_dimension} for
 * {@code dimensions}, {@code document_url} for a file, {@code prefix} for a turn to be continued (https://docs.mistral.ai/api). Thread-safe.
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
            body.put("messages", messages(messages));
        }
        return body;
    }

    private static Object message(Object message) {
        if (!(message instanceof Map<?, ?> map) || !(map.get("content") instanceof List<?> parts)) {
            return message;
        }
        Map<Object, Object> translated = new LinkedHashMap<>(map);
        translated.put("content", parts.stream().map(MistralBackend::part).toList());
        return translated;
    }

    /** A last turn of the assistant's is one that the model continues, which Mistral wants to be told. */
    private static List<Object> messages(List<?> messages) {
        List<Object> translated = new ArrayList<>();
        messages.forEach(message -> translated.add(message(message)));
        Object last = translated.isEmpty() ? null : translated.get(translated.size() - 1);
        if (last instanceof Map<?, ?> map && "assistant".equals(map.get("role")) && !map.containsKey("prefix")) {
            Map<Object, Object> prefix = new LinkedHashMap<>(map);
            prefix.put("prefix", true);
            translated.set(translated.size() - 1, prefix);
        }
        return translated;
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
