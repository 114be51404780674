package dev.llmconnect;

import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Part of a {@link Message} or of an {@link LLMResponse}. Every kind is immutable, and no {@code toString} shows its content. */
public sealed interface ContentPart
        permits ContentPart.Text,
                ContentPart.Refusal,
                ContentPart.Citation,
                ContentPart.Media,
                ContentPart.Reasoning,
                ContentPart.ToolResult,
                ContentPart.Opaque,
                ContentPart.Hint,
                ContentPart.CacheMark,
                ToolCall {

    /**
     * Text.
     *
     * @param text text of the part
     */
    record Text(String text) implements ContentPart {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * Refusal of the model to answer, if the provider distinguishes it from the answer.
     *
     * @param text explanation of the model
     */
    record Refusal(String text) implements ContentPart {
        @Override
        public String toString() {
            return "Refusal[" + text.length() + " characters]";
        }
    }

    /** Citation of the preceding {@link Text}, or of the whole answer if the provider does not specify the text. */
    final class Citation implements ContentPart {
        private final @Nullable String url;
        private final @Nullable String title;
        private final @Nullable String quote;
        private final @Nullable Integer start;
        private final @Nullable Integer end;
        private final String wire;
        private final Map<String, Object> raw;

        private Citation(Builder builder) {
            url = builder.url;
            title = builder.title;
            quote = builder.quote;
            start = builder.start;
            end = builder.end;
            wire = builder.wire;
            raw = builder.raw;
        }

        /** Returns a builder with no values set. */
        public static Builder builder() {
            return new Builder();
        }

        /** URL of the source. */
        public Optional<String> url() {
            return Optional.ofNullable(url);
        }

        /** Title of the source. */
        public Optional<String> title() {
            return Optional.ofNullable(title);
        }

        /** Quoted passage of the source. */
        public Optional<String> quote() {
            return Optional.ofNullable(quote);
        }

        /** Start of the cited text in {@link LLMResponse#content()}, in characters as counted by the provider. */
        public OptionalInt start() {
            return start == null ? OptionalInt.empty() : OptionalInt.of(start);
        }

        /** End of the cited text in {@link LLMResponse#content()}, exclusive. */
        public OptionalInt end() {
            return end == null ? OptionalInt.empty() : OptionalInt.of(end);
        }

        /** Wire format of {@link #raw()} (see {@link WireFormat}); empty if there is none. */
        public String wire() {
            return wire;
        }

        /** Citation in the provider's format. */
        public Map<String, Object> raw() {
            return raw;
        }

        /**
         * Returns the JSON form of {@code metadata.citations} (wire contract): the provider's citation, otherwise the values of
         * this class.
         */
        public Map<String, Object> toMap() {
            if (!raw.isEmpty()) {
                return raw;
            }
            Map<String, Object> map = new LinkedHashMap<>();
            url().ifPresent(value -> map.put("url", value));
            title().ifPresent(value -> map.put("title", value));
            quote().ifPresent(value -> map.put("quote", value));
            start().ifPresent(value -> map.put("start_index", value));
            end().ifPresent(value -> map.put("end_index", value));
            return map;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Citation citation
                    && Objects.equals(url, citation.url)
                    && Objects.equals(title, citation.title)
                    && Objects.equals(quote, citation.quote)
                    && Objects.equals(start, citation.start)
                    && Objects.equals(end, citation.end)
                    && wire.equals(citation.wire)
                    && raw.equals(citation.raw);
        }

        @Override
        public int hashCode() {
            return Objects.hash(url, title, quote, start, end, wire, raw);
        }

        @Override
        public String toString() {
            return "Citation[" + (wire.isEmpty() ? "" : wire) + "]";
        }

        /** Builder of a {@link Citation}. Not thread-safe. */
        public static final class Builder {
            private @Nullable String url;
            private @Nullable String title;
            private @Nullable String quote;
            private @Nullable Integer start;
            private @Nullable Integer end;
            private String wire = "";
            private Map<String, Object> raw = Map.of();

            private Builder() {}

            /** Sets the URL of the source. */
            public Builder url(@Nullable String address) {
                url = address;
                return this;
            }

            /** Sets the title of the source. */
            public Builder title(@Nullable String text) {
                title = text;
                return this;
            }

            /** Sets the quoted passage. */
            public Builder quote(@Nullable String text) {
                quote = text;
                return this;
            }

            /** Sets the range of the cited text: {@code from} inclusive, {@code to} exclusive. */
            public Builder range(int from, int to) {
                start = from;
                end = to;
                return this;
            }

            /** Sets the citation in the provider's format. */
            public Builder raw(String wireFormat, Map<String, Object> fields) {
                wire = wireFormat;
                raw = copied(fields);
                return this;
            }

            /** Creates the citation. */
            public Citation build() {
                return new Citation(this);
            }
        }
    }

    /**
     * Image, document or audio, by URL or by value: exactly one of {@link #url()} and {@link #base64()} is set. In an answer,
     * generated by the model.
     */
    final class Media implements ContentPart {
        private final String mimeType;
        private final @Nullable String url;
        private final @Nullable String base64;
        private final @Nullable String name;
        private final @Nullable String detail;
        private final String wire;
        private final Map<String, Object> raw;

        private Media(Builder builder) {
            mimeType = builder.mimeType;
            url = builder.url;
            base64 = builder.base64;
            name = builder.name;
            detail = builder.detail;
            wire = builder.wire;
            raw = builder.raw;
        }

        /** Creates media that the provider downloads. */
        public static Media ofUrl(String mimeType, String url) {
            return new Builder(mimeType, url, null).build();
        }

        /** Creates media sent with the request. */
        public static Media ofBytes(String mimeType, byte[] bytes) {
            return ofBase64(mimeType, Base64.getEncoder().encodeToString(bytes));
        }

        /** Creates media sent with the request, from base64. */
        public static Media ofBase64(String mimeType, String base64) {
            return new Builder(mimeType, null, base64).build();
        }

        /** Returns a builder of media that the provider downloads. */
        public static Builder fromUrl(String mimeType, String url) {
            return new Builder(mimeType, url, null);
        }

        /** Returns a builder of media sent with the request, from base64. */
        public static Builder fromBase64(String mimeType, String base64) {
            return new Builder(mimeType, null, base64);
        }

        /** MIME type, for example {@code image/png}; {@code image/*} if only the kind is known. */
        public String mimeType() {
            return mimeType;
        }

        /** URL from which the provider downloads the media; {@code null} if sent by value. */
        public @Nullable String url() {
            return url;
        }

        /** Content in base64; {@code null} if sent by URL. */
        public @Nullable String base64() {
            return base64;
        }

        /** File name of a document; {@code null} if unknown. */
        public @Nullable String name() {
            return name;
        }

        /** Level of detail of an image: {@code low}, {@code high} or {@code auto}; {@code null} for the provider's default. */
        public @Nullable String detail() {
            return detail;
        }

        /** Wire format of {@link #raw()} (see {@link WireFormat}); empty if there is none. */
        public String wire() {
            return wire;
        }

        /** Item of the answer in the provider's format; empty if the other values are complete. */
        public Map<String, Object> raw() {
            return raw;
        }

        /** Whether the media is an image. */
        public boolean isImage() {
            return mimeType.startsWith("image/");
        }

        /** Whether the media is audio. */
        public boolean isAudio() {
            return mimeType.startsWith("audio/");
        }

        /** Returns a builder with the values of this part, for the same content. */
        public Builder toBuilder() {
            return new Builder(mimeType, url, base64).name(name).detail(detail).raw(wire, raw);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Media media
                    && mimeType.equals(media.mimeType)
                    && Objects.equals(url, media.url)
                    && Objects.equals(base64, media.base64)
                    && Objects.equals(name, media.name)
                    && Objects.equals(detail, media.detail)
                    && wire.equals(media.wire)
                    && raw.equals(media.raw);
        }

        @Override
        public int hashCode() {
            return Objects.hash(mimeType, url, base64, name, detail, wire, raw);
        }

        @Override
        public String toString() {
            return "Media[" + mimeType + "]";
        }

        /** Builder of {@link Media}. Not thread-safe. */
        public static final class Builder {
            private final String mimeType;
            private final @Nullable String url;
            private final @Nullable String base64;
            private @Nullable String name;
            private @Nullable String detail;
            private String wire = "";
            private Map<String, Object> raw = Map.of();

            private Builder(String mimeType, @Nullable String url, @Nullable String base64) {
                this.mimeType = mimeType;
                this.url = url;
                this.base64 = base64;
            }

            /** Sets the file name. Default: none. */
            public Builder name(@Nullable String fileName) {
                name = fileName;
                return this;
            }

            /** Sets the level of detail of an image: {@code low}, {@code high} or {@code auto}. Default: the provider's. */
            public Builder detail(@Nullable String level) {
                detail = level;
                return this;
            }

            /** Sets the item in the provider's format. Default: none. */
            public Builder raw(String wireFormat, Map<String, Object> item) {
                wire = wireFormat;
                raw = copied(item);
                return this;
            }

            /** Creates the part. */
            public Media build() {
                return new Media(this);
            }
        }
    }

    /** Reasoning of the model. Providers that sign their reasoning require it unchanged in the next turn. */
    final class Reasoning implements ContentPart {
        private final String text;
        private final @Nullable String signature;
        private final Map<String, Object> raw;

        private Reasoning(String text, @Nullable String signature, Map<String, Object> raw) {
            this.text = text;
            this.signature = signature;
            this.raw = copied(raw);
        }

        /** Creates reasoning without a signature. */
        public static Reasoning of(String text) {
            return new Reasoning(text, null, Map.of());
        }

        /** Creates reasoning with the provider's signature and item. */
        public static Reasoning of(String text, @Nullable String signature, Map<String, Object> raw) {
            return new Reasoning(text, signature, raw);
        }

        /** Text of the reasoning; may be empty if the provider does not expose it. */
        public String text() {
            return text;
        }

        /** Provider's signature of the text; {@code null} if there is none. */
        public @Nullable String signature() {
            return signature;
        }

        /** Item in the provider's format, sent back unchanged; empty if text and signature are complete. */
        public Map<String, Object> raw() {
            return raw;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Reasoning reasoning
                    && text.equals(reasoning.text)
                    && Objects.equals(signature, reasoning.signature)
                    && raw.equals(reasoning.raw);
        }

        @Override
        public int hashCode() {
            return Objects.hash(text, signature, raw);
        }

        @Override
        public String toString() {
            return "Reasoning[" + text.length() + " characters" + (signature == null ? "" : ", signed") + "]";
        }
    }

    /** Result of a tool call. */
    final class ToolResult implements ContentPart {
        private final String callId;
        private final String name;
        private final List<ContentPart> content;
        private final boolean isError;

        private ToolResult(String callId, String name, List<ContentPart> content, boolean isError) {
            this.callId = Objects.requireNonNull(callId, "callId");
            this.name = Objects.requireNonNull(name, "name");
            this.content = List.copyOf(content);
            this.isError = isError;
        }

        /**
         * Creates a result.
         *
         * @param callId {@link ToolCall#id()} of the call
         * @param name name of the tool, which some providers match by
         * @param content result, usually one {@link Text}; copied
         * @param isError whether the tool failed
         */
        public static ToolResult of(String callId, String name, List<ContentPart> content, boolean isError) {
            return new ToolResult(callId, name, content, isError);
        }

        /** {@link ToolCall#id()} of the call. */
        public String callId() {
            return callId;
        }

        /** Name of the tool, which some providers match by. */
        public String name() {
            return name;
        }

        /** Result, usually one {@link Text}; unmodifiable. */
        public List<ContentPart> content() {
            return content;
        }

        /** Whether the tool failed. */
        public boolean isError() {
            return isError;
        }

        /** Text of the result. */
        public String text() {
            return Message.textOf(content);
        }

        /** Returns a copy with this name of the tool. */
        public ToolResult withName(String other) {
            return new ToolResult(callId, other, content, isError);
        }

        /** Returns a copy with this content. */
        public ToolResult withContent(List<ContentPart> other) {
            return new ToolResult(callId, name, other, isError);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ToolResult result
                    && callId.equals(result.callId)
                    && name.equals(result.name)
                    && content.equals(result.content)
                    && isError == result.isError;
        }

        @Override
        public int hashCode() {
            return Objects.hash(callId, name, content, isError);
        }

        @Override
        public String toString() {
            return "ToolResult[" + callId + ", " + name + ", " + content + (isError ? ", error]" : "]");
        }
    }

    /**
     * Part specific to one wire format, sent back unchanged.
     *
     * @param wire name of the wire format (see {@link WireFormat}); other formats refuse the part
     * @param raw part in that format
     */
    record Opaque(String wire, Map<String, Object> raw) implements ContentPart {
        /** Copies {@code raw}. */
        public Opaque {
            raw = copied(raw);
        }

        @Override
        public String toString() {
            return "Opaque[" + wire + "]";
        }
    }

    /**
     * Fields that one wire format adds to the preceding part, or to the message if none precedes (a cache mark, a participant's
     * name). Other formats omit them, which does not affect the answer.
     *
     * @param wire name of the wire format (see {@link WireFormat})
     * @param fields fields in that format
     */
    record Hint(String wire, Map<String, Object> fields) implements ContentPart {
        /** Copies {@code fields}. */
        public Hint {
            fields = copied(fields);
        }

        @Override
        public String toString() {
            return "Hint[" + wire + ", " + fields.keySet() + "]";
        }
    }

    /**
     * Marks the end of a prompt prefix for the provider's prompt cache: the preceding part, or the {@link Tool} that carries the
     * mark. Does not affect the answer. Providers without cache marks do not receive it, which is reported in
     * {@code dropped_params}.
     *
     * @param ttl time to live, as far as the provider supports it; {@code null} (default) for the provider's default
     */
    record CacheMark(@Nullable Duration ttl) implements ContentPart {
        /** Mark with the provider's default time to live: 5 minutes for Anthropic. */
        public static final CacheMark DEFAULT = new CacheMark(null);
        /** Mark with a time to live of 1 hour. */
        public static final CacheMark ONE_HOUR = new CacheMark(Duration.ofHours(1));
    }

    private static Map<String, Object> copied(Map<String, Object> fields) {
        return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
