package dev.llmconnect.providers.mistral;

import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.wire.Backend;
import dev.llmconnect.providers.wire.ProviderCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says in Mistral's words what it says differently from OpenAI: {@code random_seed} for {@code seed}, {@code output_dimension} for
 * {@code dimensions}, and {@code document_url} for a file (https://docs.mistral.ai/api). Thread-safe.
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
        if (message instanceof Map<?, ?> map && map.get("content") instanceof List<?> parts) {
            Map<Object, Object> translated = new LinkedHashMap<>(map);
            List<Object> content = new ArrayList<>();
            parts.forEach(part -> content.add(part(part)));
            translated.put("content", content);
            return translated;
        }
        return message;
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
