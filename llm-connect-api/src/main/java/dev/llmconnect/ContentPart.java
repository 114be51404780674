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

/** A piece of a {@link Message} or of an {@link LLMResponse}. Every kind is immutable, and no {@code toString} shows its content. */
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
     * @param text the text
     */
    record Text(String text) implements ContentPart {
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * The model's refusal to answer, where the provider tells it from the answer.
     *
     * @param text the model's explanation
     */
    record Refusal(String text) implements ContentPart {
        @Override
        public String toString() {
            return "Refusal[" + text.length() + " characters]";
        }
    }

    /** A source of the {@link Text} before it, or of the whole answer where the provider does not say of which text. */
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

        /** Starts with nothing known. */
        public static Builder builder() {
            return new Builder();
        }

        /** The address of the source. */
        public Optional<String> url() {
            return Optional.ofNullable(url);
        }

        /** The title of the source. */
        public Optional<String> title() {
            return Optional.ofNullable(title);
        }

        /** The passage of the source that supports the answer. */
        public Optional<String> quote() {
            return Optional.ofNullable(quote);
        }

        /** Where the cited text begins in {@link LLMResponse#content()}, in characters as the provider counts them. */
        public OptionalInt start() {
            return start == null ? OptionalInt.empty() : OptionalInt.of(start);
        }

        /** Where the cited text ends in {@link LLMResponse#content()}, exclusive. */
        public OptionalInt end() {
            return end == null ? OptionalInt.empty() : OptionalInt.of(end);
        }

        /** The wire format of {@link #raw()} (see {@link WireFormat}); empty when there is none. */
        public String wire() {
            return wire;
        }

        /** The citation as the provider gave it, by its own names. */
        public Map<String, Object> raw() {
            return raw;
        }

        /** The citation in {@code metadata.citations} of the wire contract: as the provider gave it, else by the names of this class. */
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

        /** Sets what is known of a citation. Not thread-safe. */
        public static final class Builder {
            private @Nullable String url;
            private @Nullable String title;
            private @Nullable String quote;
            private @Nullable Integer start;
            private @Nullable Integer end;
            private String wire = "";
            private Map<String, Object> raw = Map.of();

            private Builder() {}

            /** The address of the source. */
            public Builder url(@Nullable String address) {
                url = address;
                return this;
            }

            /** The title of the source. */
            public Builder title(@Nullable String text) {
                title = text;
                return this;
            }

            /** The passage of the source that supports the answer. */
            public Builder quote(@Nullable String text) {
                quote = text;
                return this;
            }

            /** The cited text: from {@code from}, inclusive, to {@code to}, exclusive. */
            public Builder range(int from, int to) {
                start = from;
                end = to;
                return this;
            }

            /** The citation as the provider gave it. */
            public Builder raw(String wireFormat, Map<String, Object> fields) {
                wire = wireFormat;
                raw = copied(fields);
                return this;
            }

            /** The citation. */
            public Citation build() {
                return new Citation(this);
            }
        }
    }

    /**
     * An image, a document or a sound, by address or by value: exactly one of {@link #url()} and {@link #base64()} is there. In an answer
     * it is what the model made.
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

        /** Media that the provider fetches by itself. */
        public static Media ofUrl(String mimeType, String url) {
            return new Builder(mimeType, url, null).build();
        }

        /** Media that travel with the request. */
        public static Media ofBytes(String mimeType, byte[] bytes) {
            return ofBase64(mimeType, Base64.getEncoder().encodeToString(bytes));
        }

        /** Media that travel with the request, encoded already. */
        public static Media ofBase64(String mimeType, String base64) {
            return new Builder(mimeType, null, base64).build();
        }

        /** Starts a part of media that the provider fetches by itself. */
        public static Builder fromUrl(String mimeType, String url) {
            return new Builder(mimeType, url, null);
        }

        /** Starts a part of media that travel with the request. */
        public static Builder fromBase64(String mimeType, String base64) {
            return new Builder(mimeType, null, base64);
        }

        /** For example {@code image/png}; {@code image/*} when only the kind is known. */
        public String mimeType() {
            return mimeType;
        }

        /** Where the provider can fetch it. */
        public @Nullable String url() {
            return url;
        }

        /** The bytes. */
        public @Nullable String base64() {
            return base64;
        }

        /** The file's name, for documents. */
        public @Nullable String name() {
            return name;
        }

        /** How closely to look, for images: {@code low}, {@code high} or {@code auto}. */
        public @Nullable String detail() {
            return detail;
        }

        /** The wire format of {@link #raw()} (see {@link WireFormat}); empty when there is none. */
        public String wire() {
            return wire;
        }

        /** The provider's whole item, in whose place this stands in an answer; empty when the other fields are all there is. */
        public Map<String, Object> raw() {
            return raw;
        }

        /** Whether it is an image. */
        public boolean isImage() {
            return mimeType.startsWith("image/");
        }

        /** Whether it is a sound. */
        public boolean isAudio() {
            return mimeType.startsWith("audio/");
        }

        /** A builder that starts as a copy, for the same data. */
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

        /** Sets what may be known of media beyond their data. Not thread-safe. */
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

            /** The file's name. */
            public Builder name(@Nullable String fileName) {
                name = fileName;
                return this;
            }

            /** How closely to look: {@code low}, {@code high} or {@code auto}. */
            public Builder detail(@Nullable String level) {
                detail = level;
                return this;
            }

            /** The provider's whole item. */
            public Builder raw(String wireFormat, Map<String, Object> item) {
                wire = wireFormat;
                raw = copied(item);
                return this;
            }

            /** The part. */
            public Media build() {
                return new Media(this);
            }
        }
    }

    /** The model's reasoning. Providers that sign their reasoning want it back unchanged in the next turn. */
    final class Reasoning implements ContentPart {
        private final String text;
        private final @Nullable String signature;
        private final Map<String, Object> raw;

        private Reasoning(String text, @Nullable String signature, Map<String, Object> raw) {
            this.text = text;
            this.signature = signature;
            this.raw = copied(raw);
        }

        /** Reasoning without a signature. */
        public static Reasoning of(String text) {
            return new Reasoning(text, null, Map.of());
        }

        /** Reasoning with the provider's proof and its whole item. */
        public static Reasoning of(String text, @Nullable String signature, Map<String, Object> raw) {
            return new Reasoning(text, signature, raw);
        }

        /** The text; may be empty where the provider shows none. */
        public String text() {
            return text;
        }

        /** The provider's proof that the text is its own. */
        public @Nullable String signature() {
            return signature;
        }

        /** The provider's whole item, to be sent back as it came; empty when text and signature are all there is. */
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

    /** The result of a tool. */
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
         * A result.
         *
         * @param callId the {@link ToolCall#id()} it answers
         * @param name the tool's name; some providers match by it
         * @param content the result, usually one {@link Text}; copied
         * @param isError whether the tool failed
         */
        public static ToolResult of(String callId, String name, List<ContentPart> content, boolean isError) {
            return new ToolResult(callId, name, content, isError);
        }

        /** The {@link ToolCall#id()} it answers. */
        public String callId() {
            return callId;
        }

        /** The tool's name; some providers match by it. */
        public String name() {
            return name;
        }

        /** The result, usually one {@link Text}; unmodifiable. */
        public List<ContentPart> content() {
            return content;
        }

        /** Whether the tool failed. */
        public boolean isError() {
            return isError;
        }

        /** The text of the result. */
        public String text() {
            return Message.textOf(content);
        }

        /** A copy for a tool of another name. */
        public ToolResult withName(String other) {
            return new ToolResult(callId, other, content, isError);
        }

        /** A copy with other content. */
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
     * A piece that only one wire format knows, kept to be sent back as it came.
     *
     * @param wire the wire format's name (see {@link WireFormat}); another format cannot carry it
     * @param raw the piece in that format
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
     * Fields that one wire format adds to the part before it, or to the message when no part is before it (a cache mark, a
     * participant's name). Other formats leave them out: the answer is the same without them.
     *
     * @param wire the wire format's name (see {@link WireFormat})
     * @param fields the fields in that format
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
     * Asks the provider to cache the prompt up to the end of the part before it; on a {@link Tool}, up to the end of that tool. Answers
     * are the same without it: a provider whose prompt cache knows no marks does not get it, and {@code dropped_params} says so.
     *
     * @param ttl how long the provider keeps it, as far as it lets a caller choose; {@code null}, the default, leaves it to the
     *     provider
     */
    record CacheMark(@Nullable Duration ttl) implements ContentPart {
        /** Kept as long as the provider keeps it by itself: five minutes on Anthropic. */
        public static final CacheMark DEFAULT = new CacheMark(null);
        /** Kept for an hour. */
        public static final CacheMark ONE_HOUR = new CacheMark(Duration.ofHours(1));
    }

    private static Map<String, Object> copied(Map<String, Object> fields) {
        return fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
