package dev.llmconnect;

import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of a {@link Message}. Every kind is immutable. */
public sealed interface ContentPart
        permits ContentPart.Text,
                ContentPart.Media,
                ContentPart.Reasoning,
                ContentPart.ToolResult,
                ContentPart.Opaque,
                ContentPart.Hint,
                ToolCall {

    /**
     * Words.
     *
     * @param text the words
     */
    record Text(String text) implements ContentPart {}

    /**
     * An image, a document or a sound, by address or by value: exactly one of {@code url} and {@code base64} is there.
     *
     * @param mimeType for example {@code image/png}; {@code image/*} when only the kind is known
     * @param url where the provider can fetch it
     * @param base64 the bytes
     * @param name the file's name, for documents
     * @param detail how closely to look, for images: {@code low}, {@code high} or {@code auto}
     */
    record Media(
            String mimeType,
            @Nullable String url,
            @Nullable String base64,
            @Nullable String name,
            @Nullable String detail)
            implements ContentPart {
        /**
         * Checks the sources.
         *
         * @throws LLMInvalidRequestException unless exactly one of {@code url} and {@code base64} is there
         */
        public Media {
            if ((url == null) == (base64 == null)) {
                throw new LLMInvalidRequestException("a media part needs either a URL or data");
            }
        }

        /** Media the provider fetches by itself. */
        public static Media ofUrl(String mimeType, String url) {
            return new Media(mimeType, url, null, null, null);
        }

        /** Media that travel with the request. */
        public static Media ofBytes(String mimeType, byte[] bytes) {
            return new Media(mimeType, null, Base64.getEncoder().encodeToString(bytes), null, null);
        }

        /** Whether it is an image. */
        public boolean isImage() {
            return mimeType.startsWith("image/");
        }

        /** Whether it is a sound. */
        public boolean isAudio() {
            return mimeType.startsWith("audio/");
        }
    }

    /**
     * What the model thought. Providers that sign their reasoning want it back unchanged in the next turn.
     *
     * @param text the words; may be empty where the provider shows none
     * @param signature the provider's proof that the words are its own
     * @param raw the provider's whole item, to be sent back as it came; empty when text and signature are all there is
     */
    record Reasoning(String text, @Nullable String signature, Map<String, Object> raw) implements ContentPart {
        /** Copies {@code raw}. */
        public Reasoning {
            raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
        }

        /** Reasoning without proof. */
        public static Reasoning of(String text) {
            return new Reasoning(text, null, Map.of());
        }
    }

    /**
     * What a tool answered.
     *
     * @param callId the {@link ToolCall#id()} it answers
     * @param name the tool's name; some providers match by it
     * @param content the answer, usually one {@link Text}
     * @param isError whether the tool failed
     */
    record ToolResult(String callId, String name, List<ContentPart> content, boolean isError) implements ContentPart {
        /** Copies {@code content}. */
        public ToolResult {
            content = List.copyOf(content);
        }

        /** The text of the answer. */
        public String text() {
            return Message.textOf(content);
        }
    }

    /**
     * A piece that only one wire format knows, kept to be sent back as it came.
     *
     * @param wire the wire format's name (see {@link WireFormat}); another format cannot carry it
     * @param raw the piece in that format
     */
    record Opaque(String wire, Map<String, Object> raw) implements ContentPart {
        /** Copies {@code raw}. */
        public Opaque {
            raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
        }
    }

    /**
     * Fields that one wire format adds to the part before it, or to the message when no part is before it (a cache mark, a
     * participant's name). Other formats leave them out: the answer is the same without them.
     *
     * @param wire the wire format's name (see {@link WireFormat})
     * @param fields the fields in that format
     */
    record Hint(String wire, Map<String, Object> fields) implements ContentPart {
        /** Copies {@code fields}. */
        public Hint {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
