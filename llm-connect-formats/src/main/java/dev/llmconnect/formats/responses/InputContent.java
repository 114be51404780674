package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content of a message or of a tool's result: a string, or a list of pieces. */
final class InputContent {
    private static final List<String> MADE = List.of("id", "status", "logprobs");
    private static final String DATA = "data:";
    private static final String BASE64 = ";base64,";

    private InputContent() {}

    static List<ContentPart> take(RequestFields item, String name) {
        Object content = item.any(name).orElseThrow(() -> item.missing(name));
        if (content instanceof String text) {
            return List.of(new Text(text));
        }
        if (!(content instanceof List<?> pieces)) {
            throw RequestFields.wrongType(item.path(name), "a string or an array", content);
        }
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            RequestFields piece = RequestFields.of(item.path(name) + "[" + i + "]", pieces.get(i));
            Map<String, Object> whole = new LinkedHashMap<>(piece.left());
            parts.add(part(piece, whole));
            if (!(parts.get(parts.size() - 1) instanceof Opaque)) {
                rest(piece, parts);
            }
        }
        return parts;
    }

    /** What nobody here knows goes along for the same format; what only tells how the piece was made goes nowhere. */
    static void rest(RequestFields fields, List<ContentPart> parts) {
        Map<String, Object> rest = fields.left();
        MADE.forEach(rest::remove);
        rest.values().removeIf(value -> value instanceof List<?> list && list.isEmpty());
        if (!rest.isEmpty()) {
            parts.add(new Hint(WireFormat.OPENAI_RESPONSES, rest));
        }
    }

    private static ContentPart part(RequestFields piece, Map<String, Object> whole) {
        boolean stored = piece.has("file_id");
        return switch (piece.requiredText("type")) {
            case "input_text", "output_text", "text", "summary_text" -> new Text(piece.requiredText("text"));
            case "refusal" -> new Text(refusal(piece));
            case "input_image" -> stored ? opaque(whole) : image(piece);
            case "input_file" -> stored ? opaque(whole) : file(piece);
            case "input_audio" -> sound(piece.object("input_audio").orElse(piece));
            default -> opaque(whole);
        };
    }

    /** The words, for every format; the field is not taken, so that it goes along as the mark by which this format knows a refusal. */
    private static String refusal(RequestFields piece) {
        Object words = piece.left().get("refusal");
        if (words instanceof String text) {
            return text;
        }
        return piece.requiredText("refusal");
    }

    private static Opaque opaque(Map<String, Object> whole) {
        return new Opaque(WireFormat.OPENAI_RESPONSES, whole);
    }

    private static Media image(RequestFields piece) {
        return media(
                piece.requiredText("image_url"),
                "image/*",
                null,
                piece.text("detail").orElse(null));
    }

    private static Media sound(RequestFields sound) {
        return Media.ofBase64("audio/" + sound.requiredText("format"), sound.requiredText("data"));
    }

    private static Media file(RequestFields piece) {
        String name = piece.text("filename").orElse(null);
        Optional<String> url = piece.text("file_url");
        if (url.isPresent()) {
            // What providers fetch by themselves is a PDF unless its name says otherwise.
            return media(url.get(), guess(url.get(), "application/pdf"), name, null);
        }
        String data = piece.requiredText("file_data");
        String type = guess(name, "application/octet-stream");
        return data.startsWith(DATA)
                ? media(data, type, name, null)
                : Media.fromBase64(type, data).name(name).build();
    }

    private static Media media(String address, String type, @Nullable String name, @Nullable String detail) {
        int comma = address.indexOf(BASE64);
        if (address.startsWith(DATA) && comma >= 0) {
            String said = address.substring(DATA.length(), comma);
            String bytes = address.substring(comma + BASE64.length());
            return Media.fromBase64(said.isEmpty() ? type : said, bytes)
                    .name(name)
                    .detail(detail)
                    .build();
        }
        return Media.fromUrl(type, address).name(name).detail(detail).build();
    }

    private static String guess(@Nullable String name, String otherwise) {
        String guessed = name == null ? null : URLConnection.guessContentTypeFromName(name);
        return guessed == null ? otherwise : guessed;
    }
}
