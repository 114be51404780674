package dev.llmconnect.formats.chat;

import dev.llmconnect.Choice;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images and the sound that a model made, as fields of a message: {@code images}, which OpenRouter's clients know, and OpenAI's
 * {@code audio}, which has room for one sound.
 */
final class AnswerMedia {
    private AnswerMedia() {}

    /** The fields; none when the model made nothing. */
    static Map<String, Object> of(Choice answer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Object> images = new ArrayList<>();
        for (Media media : answer.media()) {
            if (media.isImage()) {
                images.add(image(media, images.size()));
            }
        }
        if (!images.isEmpty()) {
            fields.put("images", images);
        }
        sound(answer).ifPresent(sound -> fields.put("audio", audio(sound)));
        return fields;
    }

    /** The types of what has no place in a message. */
    static List<String> omitted(Choice answer) {
        if (answer.media().isEmpty()) {
            return List.of();
        }
        Optional<Media> sound = sound(answer);
        return answer.media().stream()
                .filter(media -> !media.isImage() && !sound.equals(Optional.of(media)))
                .map(Media::mimeType)
                .distinct()
                .toList();
    }

    private static Optional<Media> sound(Choice answer) {
        return answer.media().stream()
                .filter(media -> media.isAudio() && media.base64() != null)
                .findFirst();
    }

    private static Map<String, Object> image(Media media, int index) {
        String url = media.url() != null ? media.url() : "data:" + media.mimeType() + ";base64," + media.base64();
        Map<String, Object> image = new LinkedHashMap<>();
        image.put("type", "image_url");
        image.put("image_url", Map.of("url", url));
        image.put("index", index);
        return image;
    }

    private static Map<String, Object> audio(Media media) {
        if (media.wire().equals(WireFormat.OPENAI_CHAT)) {
            return media.raw();
        }
        Map<String, Object> audio = new LinkedHashMap<>();
        audio.put("id", "audio_0");
        audio.put("data", String.valueOf(media.base64()));
        audio.put("expires_at", 0);
        audio.put("transcript", "");
        return audio;
    }
}
