package dev.llmconnect.formats.ollama;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image of a message: base64 without a type, which its first bytes tell. A data URL is accepted as well. */
final class OllamaImage {
    /** Enough base64 for the signature of every type: 12 bytes. */
    private static final int HEAD_LENGTH = 16;

    private static final List<Map.Entry<String, String>> SIGNATURES = List.of(
            Map.entry("\u0089PNG", "image/png"),
            Map.entry("\u00ff\u00d8\u00ff", "image/jpeg"),
            Map.entry("GIF8", "image/gif"));

    private OllamaImage() {}

    /** @throws InvalidParamException when it is no base64 of an image of a known type */
    static Media read(String path, @Nullable Object value) {
        if (!(value instanceof String text)) {
            throw wrong(path);
        }
        String base64 = text.startsWith("data:") ? text.substring(text.indexOf(',') + 1) : text;
        return Media.ofBase64(type(path, base64), base64);
    }

    private static String type(String path, String base64) {
        if (base64.length() < HEAD_LENGTH) {
            throw wrong(path);
        }
        String head;
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.substring(0, HEAD_LENGTH));
            head = new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw wrong(path);
        }
        if (head.startsWith("RIFF") && head.endsWith("WEBP")) {
            return "image/webp";
        }
        return SIGNATURES.stream()
                .filter(signature -> head.startsWith(signature.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> wrong(path));
    }

    private static InvalidParamException wrong(String path) {
        return new InvalidParamException(
                path,
                "invalid_value",
                "Invalid value for '" + path + "': expected base64 of a PNG, JPEG, GIF or WebP image.");
    }
}
