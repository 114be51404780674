package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Images and documents. Whose source only Anthropic can reach or read (a file's id, a list of blocks) stays as it is. */
final class MediaReader {
    private MediaReader() {}

    /**
     * An image.
     *
     * @param raw the whole block
     */
    static ContentPart image(MessagesFields block, Map<String, Object> raw) {
        MessagesFields source = MessagesFields.of(block.required("source"), block.path("source"));
        String type = source.requiredText("type");
        return switch (type) {
            case "base64" -> data(source, null);
            case "url" -> Media.ofUrl("image/*", source.requiredText("url"));
            default -> whole(block, raw);
        };
    }

    /** A document, with its title for a name. */
    static ContentPart document(MessagesFields block, Map<String, Object> raw) {
        MessagesFields source = MessagesFields.of(block.required("source"), block.path("source"));
        String type = source.requiredText("type");
        switch (type) {
            case "base64" -> {
                return data(source, block.text("title").orElse(null));
            }
            case "url" -> {
                @Nullable String title = block.text("title").orElse(null);
                return Media.fromUrl("application/pdf", source.requiredText("url"))
                        .name(title)
                        .build();
            }
            case "text" -> {
                @Nullable String title = block.text("title").orElse(null);
                byte[] text = source.requiredText("data").getBytes(StandardCharsets.UTF_8);
                String base64 = Base64.getEncoder().encodeToString(text);
                return Media.fromBase64(source.text("media_type").orElse("text/plain"), base64)
                        .name(title)
                        .build();
            }
            default -> {
                return whole(block, raw);
            }
        }
    }

    private static Media data(MessagesFields source, @Nullable String name) {
        return Media.fromBase64(source.requiredText("media_type"), source.requiredText("data"))
                .name(name)
                .build();
    }

    /** Nothing is left for a hint then. */
    private static Opaque whole(MessagesFields block, Map<String, Object> raw) {
        block.rest().clear();
        return new Opaque(WireFormat.ANTHROPIC_MESSAGES, raw);
    }
}
