package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.DataUrl;
import dev.llmconnect.formats.endpoint.RequestFields;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of a message: a text, or parts. A part of a kind that only this wire format knows is kept as it came. */
final class ChatParts {
    private static final String TEXT = "text";
    private static final String REFUSAL = "refusal";
    private static final String IMAGE = "image_url";
    private static final String AUDIO = "input_audio";
    private static final String FILE = "file";
    /** The first bytes tell more. */
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private ChatParts() {}

    static List<ContentPart> read(String path, Object content) {
        if (content instanceof String text) {
            return List.of(new Text(text));
        }
        if (!(content instanceof List<?> list)) {
            throw RequestFields.wrongType(path, "a string or an array of objects", content);
        }
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            add(RequestFields.of(path + "[" + i + "]", list.get(i)), parts);
        }
        return parts;
    }

    /** What the model refused with, as words for every format and as a refusal for this one. */
    static List<ContentPart> refusal(String words) {
        return List.of(new Text(words), new Hint(WireFormat.OPENAI_CHAT, Map.of(REFUSAL, words)));
    }

    private static void add(RequestFields part, List<ContentPart> parts) {
        Map<String, Object> whole = new LinkedHashMap<>(part.left());
        String type = part.requiredText("type");
        if (type.equals(REFUSAL)) {
            parts.addAll(refusal(part.requiredText(REFUSAL)));
        } else {
            parts.add(part(type, part, whole));
        }
        boolean kept = parts.get(parts.size() - 1) instanceof Opaque;
        if (!kept && !part.left().isEmpty()) {
            parts.add(new Hint(WireFormat.OPENAI_CHAT, part.left()));
            CacheControl.read(part.left().get(CacheControl.FIELD)).ifPresent(parts::add);
        }
    }

    private static ContentPart part(String type, RequestFields part, Map<String, Object> whole) {
        return switch (type) {
            case TEXT -> new Text(part.requiredText(TEXT));
            case IMAGE -> image(urlObject(part), whole);
            case AUDIO -> sound(part.object(AUDIO).orElseThrow(() -> part.missing(AUDIO)), whole);
            case FILE -> file(part.object(FILE).orElseThrow(() -> part.missing(FILE)), whole);
            default -> new Opaque(WireFormat.OPENAI_CHAT, whole);
        };
    }

    /** The object with an image's address; some clients send the address alone. */
    private static RequestFields urlObject(RequestFields part) {
        if (part.left().get(IMAGE) instanceof String) {
            return new RequestFields(part.path(IMAGE), Map.of("url", part.requiredText(IMAGE)));
        }
        return part.object(IMAGE).orElseThrow(() -> part.missing(IMAGE));
    }

    private static ContentPart image(RequestFields image, Map<String, Object> whole) {
        String url = image.requiredText("url");
        @Nullable String detail = image.text("detail").orElse(null);
        if (!image.left().isEmpty()) {
            return new Opaque(WireFormat.OPENAI_CHAT, whole);
        }
        if (!DataUrl.is(url)) {
            return Media.fromUrl("image/*", url).detail(detail).build();
        }
        DataUrl data = data(image, "url", url);
        return Media.fromBase64(data.mimeType("image/*"), data.base64())
                .detail(detail)
                .build();
    }

    private static ContentPart sound(RequestFields sound, Map<String, Object> whole) {
        String data = sound.requiredText("data");
        String format = sound.requiredText("format");
        if (!sound.left().isEmpty()) {
            return new Opaque(WireFormat.OPENAI_CHAT, whole);
        }
        String mimeType = "audio/" + (format.equals("mp3") ? "mpeg" : format);
        return Media.ofBase64(mimeType, data);
    }

    private static ContentPart file(RequestFields file, Map<String, Object> whole) {
        String data = file.text("file_data").orElse(null);
        @Nullable String name = file.text("filename").orElse(null);
        if (data == null || !file.left().isEmpty()) {
            // One that was uploaded before, which nobody else has.
            return new Opaque(WireFormat.OPENAI_CHAT, whole);
        }
        if (data.startsWith("https://") || data.startsWith("http://")) {
            return Media.fromUrl("application/pdf", data).name(name).build();
        }
        if (!DataUrl.is(data)) {
            return Media.fromBase64(UNKNOWN_TYPE, data).name(name).build();
        }
        DataUrl url = data(file, "file_data", data);
        return Media.fromBase64(url.mimeType(UNKNOWN_TYPE), url.base64())
                .name(name)
                .build();
    }

    private static DataUrl data(RequestFields object, String field, String value) {
        if (!DataUrl.is(value)) {
            throw object.wrongValue(field, "a URL or base64 data with its type, 'data:MIME_TYPE;base64,DATA'");
        }
        return DataUrl.parse(value)
                .orElseThrow(() -> object.wrongValue(field, "base64 data with its type, 'data:MIME_TYPE;base64,DATA'"));
    }
}
