package dev.llmconnect.providers.gemini;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.providers.wire.WireCall;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images, documents, sounds and films: their bytes as {@code inlineData}, their address as {@code fileData}. A file's name has no
 * place there, and is reported as dropped. Gemini wants to know the exact type, so that one given as {@code image/*} is looked up.
 */
final class MediaParts {
    private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,(.*)", Pattern.DOTALL);

    /** By the beginning of a file, in Base64. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif",
            "UklGR", "image/webp",
            "JVBERi", "application/pdf");

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
        if (url.startsWith("data:")) {
            Matcher data = DATA_URL.matcher(url);
            if (!data.matches()) {
                throw call.cannotCarry("a data URL that is not in Base64");
            }
            return inline(data.group(1), data.group(2));
        }
        Map<String, Object> file = new LinkedHashMap<>();
        exact(media.mimeType()).or(() -> byEnding(url)).ifPresent(type -> file.put("mimeType", type));
        file.put("fileUri", url);
        return Map.of("fileData", file);
    }

    private static Map<String, Object> inline(String mimeType, String base64) {
        Map<String, Object> blob = new LinkedHashMap<>();
        blob.put("mimeType", exact(mimeType).or(() -> byBeginning(base64)).orElse(mimeType));
        blob.put("data", base64);
        return Map.of("inlineData", blob);
    }

    private static Optional<String> exact(String mimeType) {
        return Optional.of(mimeType).filter(type -> !type.isEmpty() && !type.endsWith("/*"));
    }

    private static Optional<String> byBeginning(String base64) {
        return BEGINNINGS.entrySet().stream()
                .filter(entry -> base64.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst();
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
