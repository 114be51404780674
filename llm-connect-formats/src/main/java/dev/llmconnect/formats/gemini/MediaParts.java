package dev.llmconnect.formats.gemini;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.formats.wire.WireCall;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Images, documents, sounds and films: their bytes as {@code inlineData}, their address as {@code fileData}. A file's name has no
 * place there, and is reported as dropped. Gemini wants the exact type, so that the one of an address is read from its ending.
 */
final class MediaParts {
    /** Types under the names of Google's own documents. */
    private static final Map<String, String> OWN_NAMES = Map.of("audio/mpeg", "audio/mp3");

    private static final Map<String, String> ENDINGS = Map.of(
            "png", "image/png",
            "jpg", "image/jpeg",
            "jpeg", "image/jpeg",
            "gif", "image/gif",
            "webp", "image/webp",
            "heic", "image/heic",
            "pdf", "application/pdf",
            "mp3", "audio/mp3",
            "wav", "audio/wav",
            "mp4", "video/mp4");

    private MediaParts() {}

    static Map<String, Object> part(Media media, WireCall call) {
        if (media.name() != null) {
            call.dropped(WireCall.FILE_NAME);
        }
        String url = media.url();
        if (url == null) {
            return inline(media.mimeType(), String.valueOf(media.base64()));
        }
        Map<String, Object> file = new LinkedHashMap<>();
        exact(media.mimeType()).or(() -> byEnding(url)).ifPresent(type -> file.put("mimeType", type));
        file.put("fileUri", url);
        return Map.of("fileData", file);
    }

    private static Map<String, Object> inline(String mimeType, String base64) {
        Map<String, Object> blob = new LinkedHashMap<>();
        blob.put("mimeType", OWN_NAMES.getOrDefault(mimeType, mimeType));
        blob.put("data", base64);
        return Map.of("inlineData", blob);
    }

    private static Optional<String> exact(String mimeType) {
        return Optional.of(OWN_NAMES.getOrDefault(mimeType, mimeType))
                .filter(type -> !type.isEmpty() && !type.endsWith("/*"));
    }

    private static Optional<String> byEnding(String url) {
        try {
            String path = String.valueOf(URI.create(url).getPath());
            String ending = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            return Optional.ofNullable(ENDINGS.get(ending));
        } catch (IllegalArgumentException e) {
            // No address this platform understands; Google says what it thinks of it.
            return Optional.empty();
        }
    }
}
