package dev.llmconnect.formats.messages;

import static dev.llmconnect.formats.messages.RequestBlocks.typed;

import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.formats.wire.WireCall;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** Images and documents as Anthropic's blocks: images and PDF files by value or by address, other text by value. */
final class MediaBlocks {
    private static final String PDF = "application/pdf";

    private final WireCall call;

    MediaBlocks(WireCall call) {
        this.call = call;
    }

    Map<String, Object> encode(Media media) {
        if (media.isImage()) {
            return image(media);
        }
        Map<String, Object> block = typed("document", "source", document(media));
        if (media.name() != null) {
            block.put("title", media.name());
        }
        return block;
    }

    private Map<String, Object> image(Media image) {
        if (image.detail() != null && !image.detail().equals("auto")) {
            call.dropped(WireCall.IMAGE_DETAIL);
        }
        if (image.url() == null && image.mimeType().endsWith("*")) {
            throw call.cannotCarry("an image without an exact type");
        }
        return typed("image", "source", source(image));
    }

    private Map<String, Object> document(Media media) {
        boolean text = media.mimeType().startsWith("text/") || media.mimeType().equals("application/json");
        if (media.mimeType().equals(PDF)) {
            return source(media);
        }
        if (!text) {
            throw call.cannotCarry("a file of type " + media.mimeType());
        }
        if (media.base64() == null) {
            throw call.cannotCarry("a file of type " + media.mimeType() + " by URL");
        }
        Map<String, Object> source = typed("text", "media_type", "text/plain");
        source.put("data", new String(decoded(media.base64()), StandardCharsets.UTF_8));
        return source;
    }

    private byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw call.cannotCarry("a file that is not Base64");
        }
    }

    private static Map<String, Object> source(Media media) {
        if (media.url() != null) {
            return typed("url", "url", media.url());
        }
        Map<String, Object> source = typed("base64", "media_type", media.mimeType());
        source.put("data", String.valueOf(media.base64()));
        return source;
    }
}
