package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.StreamedArguments;
import dev.llmconnect.formats.wire.ToolArguments;
import dev.llmconnect.formats.wire.ToolCallIds;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** One block of an answer, put together from its deltas; a whole block is one that comes in a single piece. */
final class ConverseAnswerBlock {
    /** What a block is to the reader of an answer. */
    enum Kind {
        /** Words, with or without sources. */
        TEXT,
        REASONING,
        /** A tool for the caller to run. */
        CALL,
        /** Anything else, kept to be sent back: what the provider's own tools did, an image, what is not known yet. */
        OTHER
    }

    /** The kinds of media that a model may make. */
    private static final Set<String> MADE = Set.of("image", "audio", "video");

    private final Kind kind;
    /** The block's one field, and what is in it. */
    private final String field;

    private final Map<String, Object> inner;
    private final int toolIndex;
    private final WireCall call;
    private final Consumer<StreamEvent> events;
    private final StringBuilder words = new StringBuilder();
    private final StreamedArguments arguments;
    /** Bedrock's id of a call, or one of ours. */
    private final String callId;

    private final List<Object> citations = new ArrayList<>();
    private final StringBuilder signature = new StringBuilder();
    private final List<String> redacted = new ArrayList<>();
    /** The content of a block that is only kept. */
    private @Nullable List<Object> content;

    /**
     * A block that has only begun.
     *
     * @param inner what is known of it, to be added to
     */
    ConverseAnswerBlock(
            Kind kind,
            String field,
            Map<String, Object> inner,
            int toolIndex,
            WireCall call,
            Consumer<StreamEvent> events) {
        this.kind = kind;
        this.field = field;
        this.inner = inner;
        this.toolIndex = toolIndex;
        this.events = events;
        this.call = call;
        this.arguments = new StreamedArguments(call);
        this.callId = JsonNode.of(inner).filled("toolUseId").orElseGet(() -> ToolCallIds.of(call, "", toolIndex));
        if (kind == Kind.CALL) {
            if (inner("name").isEmpty()) {
                throw call.failures().malformed("a tool call has no name");
            }
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, callId, inner("name"), ""));
        }
    }

    Kind kind() {
        return kind;
    }

    String field() {
        return field;
    }

    /** What was said or thought. */
    String words() {
        return words.toString();
    }

    void say(String more) {
        if (!more.isEmpty()) {
            words.append(more);
            events.accept(new StreamEvent.Text(more));
        }
    }

    void cite(JsonNode citation) {
        citations.add(citation.object());
    }

    /** Text and signature, or what is hidden; each may come in pieces. */
    void reason(JsonNode piece) {
        String more = call.text(piece, "text");
        if (!more.isEmpty()) {
            words.append(more);
            events.accept(new StreamEvent.Reasoning(more));
        }
        piece.filled("signature").ifPresent(signature::append);
        piece.filled("redactedContent").ifPresent(redacted::add);
    }

    /** A piece of a call's arguments: mostly text, but one in one piece is an object. */
    void input(JsonNode piece) {
        told(arguments.add(piece));
    }

    /** No pieces of it will follow. */
    void end(boolean cut) {
        if (field.equals("toolUse")) {
            told(arguments.finish(cut));
        }
    }

    private void told(String more) {
        if (!more.isEmpty() && kind == Kind.CALL) {
            events.accept(new StreamEvent.ToolCallDelta(toolIndex, null, null, more));
        }
    }

    /** A piece of a block that is only kept. */
    void grow(JsonNode piece) {
        if (piece.isArray()) {
            List<Object> all = content;
            if (all == null) {
                all = new ArrayList<>(JsonNode.of(inner).get("content").items().stream()
                        .map(JsonNode::object)
                        .toList());
                content = all;
                inner.put("content", all);
            }
            for (JsonNode item : piece.items()) {
                all.add(item.object());
            }
        } else {
            inner.putAll(piece.object());
        }
    }

    ToolCall toolCall() {
        return ToolArguments.call(callId, inner("name"), arguments.toString(), Map.of());
    }

    /** Whether there is nothing in it worth sending back; Bedrock refuses empty text. */
    boolean isEmpty() {
        return switch (kind) {
            case TEXT -> words.isEmpty();
            case REASONING -> words.isEmpty() && signature.isEmpty() && redacted.isEmpty();
            case CALL, OTHER -> false;
        };
    }

    /** The block as it has to be sent back to go on, and its sources. */
    List<ContentPart> parts() {
        if (kind == Kind.TEXT) {
            List<ContentPart> parts = new ArrayList<>();
            parts.add(new ContentPart.Text(words()));
            citations.forEach(citation -> parts.add(citation(JsonNode.of(citation))));
            return parts;
        }
        return List.of(
                switch (kind) {
                    case REASONING ->
                        ContentPart.Reasoning.of(
                                words(),
                                signature.isEmpty() ? null : signature.toString(),
                                Map.of("reasoningContent", reasoningContent()));
                    case CALL -> toolCall();
                    default -> other();
                });
    }

    private static ContentPart citation(JsonNode raw) {
        return ContentPart.Citation.builder()
                .url(raw.get("location").get("web").filled("url").orElse(null))
                .title(raw.filled("title").orElse(null))
                .quote(raw.get("sourceContent").at(0).filled("text").orElse(null))
                .raw(ConverseWire.NAME, raw.object())
                .build();
    }

    private ContentPart other() {
        Map<String, Object> raw = Map.of(field, kept());
        JsonNode media = JsonNode.of(inner);
        Optional<String> bytes = media.get("source").filled("bytes");
        return MADE.contains(field) && bytes.isPresent()
                ? ContentPart.Media.fromBase64(field + "/" + media.textOrEmpty("format"), bytes.get())
                        .raw(ConverseWire.NAME, raw)
                        .build()
                : new ContentPart.Opaque(ConverseWire.NAME, raw);
    }

    private Map<String, Object> reasoningContent() {
        if (!redacted.isEmpty()) {
            return Map.of("redactedContent", joined(redacted));
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("text", words());
        if (!signature.isEmpty()) {
            text.put("signature", signature.toString());
        }
        return Map.of("reasoningText", text);
    }

    private Map<String, Object> kept() {
        if (field.equals("toolUse")) {
            inner.put("input", toolCall().arguments());
        }
        return inner;
    }

    private String inner(String name) {
        return JsonNode.of(inner).textOrEmpty(name);
    }

    /** Pieces in Base64 are one only after they have been decoded. */
    private static String joined(List<String> pieces) {
        Buffer all = new Buffer();
        for (String piece : pieces) {
            ByteString bytes = ByteString.decodeBase64(piece);
            if (bytes == null) {
                return String.join("", pieces);
            }
            all.write(bytes);
        }
        return pieces.size() == 1 ? pieces.get(0) : all.readByteString().base64();
    }
}
