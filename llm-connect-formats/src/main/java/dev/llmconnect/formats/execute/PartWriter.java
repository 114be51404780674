package dev.llmconnect.formats.execute;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ToolCall;
import dev.llmconnect.internal.JsonTreeWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes parts of messages and answers; {@link PartReader} reads them. */
public final class PartWriter {
    static final String TYPE = "type";
    static final String TEXT = "text";
    static final String REFUSAL = "refusal";
    static final String CITATION = "citation";
    static final String IMAGE = "image";
    static final String AUDIO = "audio";
    static final String FILE = "file";
    static final String REASONING = "reasoning";
    static final String TOOL_CALL = "tool_call";
    static final String TOOL_RESULT = "tool_result";
    static final String OPAQUE = "opaque";
    static final String HINT = "hint";
    static final String CACHE_MARK = "cache_mark";

    private PartWriter() {}

    /** Returns the JSON form of parts, in their order. */
    public static List<Object> all(List<? extends ContentPart> parts) {
        return parts.stream().<Object>map(PartWriter::of).toList();
    }

    /** Returns the JSON form of one part. */
    public static Map<String, Object> of(ContentPart part) {
        Map<String, Object> tree = new LinkedHashMap<>();
        if (part instanceof Text text) {
            put(tree, TYPE, TEXT, TEXT, text.text());
        } else if (part instanceof Refusal refusal) {
            put(tree, TYPE, REFUSAL, TEXT, refusal.text());
        } else if (part instanceof Citation citation) {
            citation(tree, citation);
        } else if (part instanceof Media media) {
            media(tree, media);
        } else if (part instanceof Reasoning reasoning) {
            put(tree, TYPE, REASONING, TEXT, reasoning.text(), "signature", reasoning.signature());
            putFilled(tree, "raw", reasoning.raw());
        } else if (part instanceof ToolCall call) {
            toolCall(tree, call);
        } else if (part instanceof ToolResult result) {
            toolResult(tree, result);
        } else if (part instanceof Opaque opaque) {
            put(tree, TYPE, OPAQUE, "wire", opaque.wire(), "raw", opaque.raw());
        } else if (part instanceof Hint hint) {
            put(tree, TYPE, HINT, "wire", hint.wire(), "fields", hint.fields());
        } else {
            cacheMark(tree, (CacheMark) part);
        }
        return tree;
    }

    private static void citation(Map<String, Object> tree, Citation citation) {
        put(tree, TYPE, CITATION, "url", citation.url().orElse(null));
        put(
                tree,
                "title",
                citation.title().orElse(null),
                "quote",
                citation.quote().orElse(null));
        citation.start().ifPresent(index -> tree.put("start_index", index));
        citation.end().ifPresent(index -> tree.put("end_index", index));
        raw(tree, citation.wire(), citation.raw());
    }

    private static void media(Map<String, Object> tree, Media media) {
        put(tree, TYPE, media.isImage() ? IMAGE : media.isAudio() ? AUDIO : FILE, "mime_type", media.mimeType());
        put(tree, "base64", media.base64(), "url", media.url(), "name", media.name(), "detail", media.detail());
        raw(tree, media.wire(), media.raw());
    }

    private static void raw(Map<String, Object> tree, String wire, Map<String, Object> raw) {
        if (!wire.isEmpty() || !raw.isEmpty()) {
            put(tree, "wire", wire, "raw", raw);
        }
    }

    private static void toolCall(Map<String, Object> tree, ToolCall call) {
        put(tree, TYPE, TOOL_CALL, "id", call.id(), "name", call.name(), "arguments", call.arguments());
        // The provider's spelling, so that a prompt cache recognizes the turn; also what is cut and so is no JSON.
        if (!call.argumentsJson().equals(JsonTreeWriter.of(call.arguments()))) {
            tree.put("arguments_text", call.argumentsJson());
        }
        putFilled(tree, "extras", call.extras());
    }

    private static void toolResult(Map<String, Object> tree, ToolResult result) {
        put(tree, TYPE, TOOL_RESULT, "tool_call_id", result.callId(), "name", result.name());
        tree.put("content", content(result.content()));
        if (result.isError()) {
            tree.put("is_error", true);
        }
    }

    static void cacheMark(Map<String, Object> tree, CacheMark mark) {
        tree.put(TYPE, CACHE_MARK);
        if (mark.ttl() != null) {
            tree.put("ttl_seconds", mark.ttl().toSeconds());
        }
    }

    /** Returns content as a string if it is one text, otherwise as a list of parts. */
    static Object content(List<ContentPart> parts) {
        return parts.size() == 1 && parts.get(0) instanceof Text text ? text.text() : all(parts);
    }

    /** Puts pairs of names and values, without those whose value is {@code null}. */
    private static void put(Map<String, Object> tree, @Nullable Object... pairs) {
        for (int i = 0; i < pairs.length; i += 2) {
            Object value = pairs[i + 1];
            if (value != null) {
                tree.put(String.valueOf(pairs[i]), value);
            }
        }
    }

    private static void putFilled(Map<String, Object> tree, String name, Map<String, Object> value) {
        if (!value.isEmpty()) {
            tree.put(name, value);
        }
    }
}
