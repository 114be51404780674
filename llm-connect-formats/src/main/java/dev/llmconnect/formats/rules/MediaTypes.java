package dev.llmconnect.formats.rules;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Media under the names that IANA registers, in lower case and without parameters, so that each format has one spelling to translate.
 * What a {@code data:} URL holds becomes the media's own bytes. A type that is missing or plainly wrong is read from the first bytes.
 *
 * <p>Source: <a href="https://www.iana.org/assignments/media-types">IANA's register</a>, RFC 2397 for {@code data:} URLs.
 */
final class MediaTypes {
    private static final Map<String, String> REGISTERED = Map.ofEntries(
            Map.entry("image/jpg", "image/jpeg"),
            Map.entry("image/pjpeg", "image/jpeg"),
            Map.entry("image/jfif", "image/jpeg"),
            Map.entry("image/x-png", "image/png"),
            Map.entry("image/x-webp", "image/webp"),
            Map.entry("application/x-pdf", "application/pdf"),
            Map.entry("text/pdf", "application/pdf"),
            Map.entry("text/x-pdf", "application/pdf"),
            Map.entry("text/json", "application/json"),
            Map.entry("text/x-json", "application/json"),
            Map.entry("application/csv", "text/csv"),
            Map.entry("text/x-csv", "text/csv"),
            Map.entry("text/x-markdown", "text/markdown"),
            Map.entry("text/md", "text/markdown"),
            Map.entry("audio/mp3", "audio/mpeg"),
            Map.entry("audio/mpeg3", "audio/mpeg"),
            Map.entry("audio/x-mp3", "audio/mpeg"),
            Map.entry("audio/x-mpeg", "audio/mpeg"),
            Map.entry("audio/x-wav", "audio/wav"),
            Map.entry("audio/wave", "audio/wav"),
            Map.entry("audio/vnd.wave", "audio/wav"),
            Map.entry("audio/x-flac", "audio/flac"),
            Map.entry("audio/x-aac", "audio/aac"),
            Map.entry("audio/x-aiff", "audio/aiff"),
            Map.entry("audio/m4a", "audio/mp4"),
            Map.entry("audio/x-m4a", "audio/mp4"),
            Map.entry("video/mov", "video/quicktime"),
            Map.entry("video/x-mp4", "video/mp4"));

    /** Image types by the beginning of a file, in Base64. */
    private static final Map<String, String> IMAGES = Map.of(
            "iVBORw0KGgo", "image/png",
            "/9j/", "image/jpeg",
            "R0lGOD", "image/gif");

    /** RIFF, which holds images and sounds alike. */
    private static final String RIFF = "UklGR";

    private static final String PDF = "JVBERi";
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64";

    private MediaTypes() {}

    static Message normalize(Message message) {
        return Parts.map(message, MediaTypes::normalize);
    }

    private static ContentPart normalize(ContentPart part) {
        if (part instanceof Media media) {
            return normalize(media);
        }
        if (part instanceof ToolResult result) {
            var content = Parts.map(result.content(), MediaTypes::normalize);
            return content == result.content() ? result : result.withContent(content);
        }
        return part;
    }

    private static Media normalize(Media media) {
        Media carried = byValue(media).orElse(media);
        String base64 = carried.base64();
        String plain = base64 == null ? null : withoutBlanks(base64);
        String type = registered(carried.mimeType());
        String exact = plain == null ? type : byContent(type, plain);
        boolean same = exact.equals(carried.mimeType()) && (plain == null || plain.equals(base64));
        if (same) {
            return carried;
        }
        Media.Builder normalized =
                plain == null ? Media.fromUrl(exact, String.valueOf(carried.url())) : Media.fromBase64(exact, plain);
        return normalized
                .name(carried.name())
                .detail(carried.detail())
                .raw(carried.wire(), carried.raw())
                .build();
    }

    /** The registered name of a type, in lower case and without parameters. */
    static String registered(String type) {
        int parameters = type.indexOf(';');
        String bare =
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        return REGISTERED.getOrDefault(bare, bare);
    }

    /** What the first bytes say, where they say it plainly; else the type that was given. */
    private static String byContent(String type, String base64) {
        boolean unknown = type.isEmpty() || type.equals("*/*") || type.equals("application/octet-stream");
        if (base64.startsWith(PDF) && (unknown || type.equals("application/*"))) {
            return "application/pdf";
        }
        if (!unknown && !type.startsWith("image/")) {
            return type.equals("audio/*") && base64.startsWith(RIFF) ? "audio/wav" : type;
        }
        if (type.equals("image/*") && base64.startsWith(RIFF)) {
            return "image/webp";
        }
        return IMAGES.entrySet().stream()
                .filter(entry -> base64.startsWith(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(type);
    }

    /** Line breaks, which encoders for mail put in and most APIs refuse, left out. */
    private static String withoutBlanks(String base64) {
        return base64.indexOf('\n') < 0 && base64.indexOf('\r') < 0 && base64.indexOf(' ') < 0
                ? base64
                : base64.replaceAll("[\\r\\n ]", "");
    }

    /** The bytes in a {@code data:} URL; empty when it is none, or no valid one, which the provider may judge. */
    private static Optional<Media> byValue(Media media) {
        String url = media.url();
        int comma = url != null && url.regionMatches(true, 0, DATA, 0, DATA.length()) ? url.indexOf(',') : -1;
        if (url == null || comma < 0) {
            return Optional.empty();
        }
        String head = url.substring(DATA.length(), comma);
        boolean isBase64 = head.regionMatches(true, head.length() - BASE64.length(), BASE64, 0, BASE64.length());
        String data = url.substring(comma + 1);
        String bytes = isBase64 ? data : encoded(data);
        String said = isBase64 ? head.substring(0, head.length() - BASE64.length()) : head;
        String type = said.isEmpty() || said.startsWith(";") ? media.mimeType() : said;
        return bytes == null
                ? Optional.empty()
                : Optional.of(Media.fromBase64(type, bytes)
                        .name(media.name())
                        .detail(media.detail())
                        .build());
    }

    /** Percent-encoded text in Base64; {@code null} when it is not valid. */
    private static @Nullable String encoded(String data) {
        try {
            // A plus stands for itself here.
            byte[] bytes = URLDecoder.decode(data.replace("+", "%2B"), StandardCharsets.ISO_8859_1)
                    .getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder().encodeToString(bytes);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
