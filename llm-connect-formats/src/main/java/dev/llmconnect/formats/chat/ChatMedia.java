package dev.llmconnect.formats.chat;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The images and the sound that a model made: {@code images} of a message (OpenRouter, https://openrouter.ai/docs/features/multimodal),
 * parts of its content, and {@code audio} (https://platform.openai.com/docs/guides/audio), which comes in pieces in a stream.
 */
final class ChatMedia {
    private static final Pattern DATA_URL = Pattern.compile("data:([^;,]+);base64,(.*)", Pattern.DOTALL);
    private static final String AUDIO = "audio";
    private static final String DATA = "data";
    private static final String TRANSCRIPT = "transcript";

    private final WireCall call;
    private final List<Media> images = new ArrayList<>();
    private final Map<String, Object> audio = new LinkedHashMap<>();
    private final StringBuilder sound = new StringBuilder();
    private final StringBuilder transcript = new StringBuilder();

    ChatMedia(WireCall call) {
        this.call = call;
    }

    /** Takes a message or a delta. */
    void ofMessage(JsonNode message) {
        message.items("images").forEach(this::ofPart);
        JsonNode piece = message.get(AUDIO);
        piece.object().forEach((name, value) -> {
            if (value != null) {
                audio.put(name, value);
            }
        });
        sound.append(piece.textOrEmpty(DATA));
        transcript.append(piece.textOrEmpty(TRANSCRIPT));
    }

    /** Takes a part of the content; one that is no image changes nothing. */
    void ofPart(JsonNode part) {
        JsonNode image = part.get("image_url");
        image.text().or(() -> image.filled("url")).filter(url -> !url.isEmpty()).ifPresent(url -> {
            Matcher data = DATA_URL.matcher(url);
            Media.Builder media =
                    data.matches() ? Media.fromBase64(data.group(1), data.group(2)) : Media.fromUrl("image/*", url);
            images.add(media.build());
        });
    }

    List<Media> list() {
        List<Media> all = new ArrayList<>(images);
        sound().ifPresent(all::add);
        return all;
    }

    private Optional<Media> sound() {
        if (sound.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> raw = new LinkedHashMap<>(audio);
        raw.put(DATA, sound.toString());
        if (!transcript.isEmpty()) {
            raw.put(TRANSCRIPT, transcript.toString());
        }
        return Optional.of(Media.fromBase64(mimeType(), sound.toString())
                .raw(ChatWire.NAME, raw)
                .build());
    }

    /** The answer does not say in which format its sound is; the request does. */
    private String mimeType() {
        Object asked = call.request().wireFields(ChatWire.NAME).get(AUDIO);
        JsonNode wanted = JsonNode.of(
                asked != null ? asked : call.request().config().modelParams().getOrDefault(AUDIO, Map.of()));
        String format = wanted.textOrEmpty("format");
        return switch (format) {
            case "" -> "audio/*";
            case "mp3" -> "audio/mpeg";
            case "pcm16" -> "audio/pcm";
            default -> "audio/" + format;
        };
    }
}
