package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.formats.wire.WireCall;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Images, documents, films and sounds as Converse's blocks: by value, or from a bucket ({@code s3://…}). To be used for one request,
 * since no two of its documents may bear the same name.
 */
final class ConverseMedia {
    private static final Map<String, String> DOCUMENTS = Map.ofEntries(
            Map.entry("application/pdf", "pdf"),
            Map.entry("text/csv", "csv"),
            Map.entry("application/msword", "doc"),
            Map.entry("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
            Map.entry("application/vnd.ms-excel", "xls"),
            Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
            Map.entry("text/html", "html"),
            Map.entry("text/markdown", "md"));
    private static final Map<String, String> OTHER_WORDS = Map.of(
            "mpeg", "mp3",
            "x-matroska", "mkv",
            "quicktime", "mov",
            "x-flv", "flv",
            "x-ms-wmv", "wmv",
            "3gpp", "three_gp");

    private final WireCall call;
    private final Set<String> names = new HashSet<>();

    ConverseMedia(WireCall call) {
        this.call = call;
    }

    Map<String, Object> encode(Media media) {
        if (media.detail() != null && !media.detail().equals("auto")) {
            call.dropped(WireCall.IMAGE_DETAIL);
        }
        String type = media.mimeType();
        for (String kind : new String[] {"image", "video", "audio"}) {
            if (type.startsWith(kind + "/")) {
                return Map.of(kind, block(format(type), null, media));
            }
        }
        return Map.of("document", block(documentFormat(type), name(media.name()), media));
    }

    private Map<String, Object> block(String format, @Nullable String name, Media media) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("format", format);
        if (name != null) {
            block.put("name", name);
        }
        block.put("source", source(media));
        return block;
    }

    private Map<String, Object> source(Media media) {
        if (media.base64() != null) {
            return Map.of("bytes", media.base64());
        }
        String url = String.valueOf(media.url());
        if (!url.startsWith("s3://")) {
            throw call.cannotCarry("media by URL, only as bytes or from s3://");
        }
        return Map.of("s3Location", Map.of("uri", url));
    }

    /** What the type says after its slash, in Bedrock's words; an unknown one is refused there. */
    private String format(String type) {
        String word = type.substring(type.indexOf('/') + 1);
        if (word.equals("*")) {
            throw call.cannotCarry("media without an exact type");
        }
        return OTHER_WORDS.getOrDefault(word, word);
    }

    private String documentFormat(String type) {
        String format = DOCUMENTS.get(type);
        if (format == null && (type.startsWith("text/") || type.equals("application/json"))) {
            return "txt";
        }
        if (format == null) {
            throw call.cannotCarry("a file of type " + type);
        }
        return format;
    }

    /** Letters, digits, single blanks, hyphens and brackets are all that Bedrock takes in a name. */
    private String name(@Nullable String given) {
        String text = given == null ? "" : given;
        String allowed = text.replaceAll("[^A-Za-z0-9()\\[\\]-]+", " ").strip();
        String base = allowed.isEmpty() ? "document" : allowed;
        String name = base;
        for (int i = 2; !names.add(name); i++) {
            name = base + " " + i;
        }
        return name;
    }
}
