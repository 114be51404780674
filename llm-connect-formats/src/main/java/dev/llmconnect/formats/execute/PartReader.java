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
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ToolCall;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import dev.llmconnect.internal.JsonTreeWriter;
import dev.llmconnect.internal.Suggestions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads parts of messages and answers, as {@link PartWriter} writes them. */
public final class PartReader {
    private static final List<String> TYPES = List.of(
            PartWriter.TEXT,
            PartWriter.IMAGE,
            PartWriter.AUDIO,
            PartWriter.FILE,
            PartWriter.REASONING,
            PartWriter.REFUSAL,
            PartWriter.TOOL_CALL,
            PartWriter.TOOL_RESULT,
            PartWriter.CITATION,
            PartWriter.OPAQUE,
            PartWriter.HINT,
            PartWriter.CACHE_MARK);
    private static final String DATA_URL = "data:";
    private static final String BASE64 = ";base64,";

    private PartReader() {}

    /**
     * Reads a list of parts.
     *
     * @param path of the list, for messages
     * @throws LLMInvalidRequestException naming the field that is wrong
     */
    public static List<ContentPart> all(String path, @Nullable Object list) {
        List<ContentPart> parts = new ArrayList<>();
        for (Object item : CallFields.list(path, list)) {
            parts.add(part(CallFields.of(path + "[" + parts.size() + "]", item)));
        }
        return parts;
    }

    /** Reads content: a string, a list of parts, or nothing. */
    static List<ContentPart> content(String path, @Nullable Object value) {
        if (value instanceof String text) {
            return List.of(new Text(text));
        }
        if (value == null || value instanceof List) {
            return all(path, value);
        }
        throw new LLMInvalidRequestException(
                path + " must be a string or an array of parts, got " + CallFields.kind(value));
    }

    private static ContentPart part(CallFields part) {
        String type = part.text(PartWriter.TYPE);
        return switch (type) {
            case PartWriter.TEXT -> new Text(fields(part, "text").text("text"));
            case PartWriter.REFUSAL -> new Refusal(fields(part, "text").text("text"));
            case PartWriter.IMAGE -> media(part, "image/*");
            case PartWriter.AUDIO -> media(part, "audio/*");
            case PartWriter.FILE -> media(part, "application/octet-stream");
            case PartWriter.REASONING -> reasoning(part);
            case PartWriter.TOOL_CALL -> toolCall(fields(part, "id", "name", "arguments", "arguments_text", "extras"));
            case PartWriter.TOOL_RESULT -> toolResult(part);
            case PartWriter.CITATION -> citation(part);
            case PartWriter.OPAQUE -> new Opaque(fields(part, "wire", "raw").text("wire"), part.map("raw"));
            case PartWriter.HINT -> new Hint(fields(part, "wire", "fields").text("wire"), part.map("fields"));
            case PartWriter.CACHE_MARK -> cacheMark(fields(part, "ttl_seconds"));
            default ->
                throw new LLMInvalidRequestException(part.path() + ".type must be one of " + String.join(", ", TYPES)
                        + ", got \"" + type + "\"" + Suggestions.didYouMean(type, TYPES));
        };
    }

    private static CallFields fields(CallFields part, String... names) {
        List<String> accepted = new ArrayList<>(List.of(names));
        accepted.add(PartWriter.TYPE);
        return part.accepting(accepted);
    }

    private static Media media(CallFields part, String anyType) {
        fields(part, "mime_type", "base64", "url", "name", "detail", "wire", "raw");
        String base64 = part.optionalText("base64");
        String url = part.optionalText("url");
        if ((base64 == null) == (url == null)) {
            throw new LLMInvalidRequestException(part.path() + " must have either base64 or url");
        }
        String given = part.optionalText("mime_type");
        Media.Builder media;
        if (base64 != null) {
            media = Media.fromBase64(part.text("mime_type"), base64);
        } else {
            String address = String.valueOf(url);
            int data = address.startsWith(DATA_URL) ? address.indexOf(BASE64) : -1;
            media = data < 0
                    ? Media.fromUrl(given == null ? anyType : given, address)
                    : Media.fromBase64(
                            given == null ? address.substring(DATA_URL.length(), data) : given,
                            address.substring(data + BASE64.length()));
        }
        media.name(part.optionalText("name")).detail(part.optionalText("detail"));
        return part.has("wire") || part.has("raw")
                ? media.raw(part.text("wire", ""), part.map("raw")).build()
                : media.build();
    }

    private static Reasoning reasoning(CallFields part) {
        fields(part, "text", "signature", "raw");
        return Reasoning.of(part.text("text", ""), part.optionalText("signature"), part.map("raw"));
    }

    /** Reads a tool call, also one of {@code metadata.tool_calls}. */
    static ToolCall toolCall(CallFields call) {
        Object sent = call.value("arguments");
        String text = call.optionalText("arguments_text");
        Map<String, Object> arguments;
        if (sent instanceof String json) {
            arguments = parsed(json);
            text = text == null ? json : text;
        } else {
            arguments = call.map("arguments");
        }
        return ToolCall.of(
                        call.text("id", ""),
                        call.text("name"),
                        arguments,
                        text == null ? JsonTreeWriter.of(arguments) : text)
                .withExtras(call.map("extras"));
    }

    /** Arguments that were cut are no JSON; the call keeps their text. */
    @SuppressWarnings("unchecked") // names are strings in JSON
    private static Map<String, Object> parsed(String json) {
        try {
            return JsonParser.read(json) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
        } catch (JsonSyntaxException e) {
            return Map.of();
        }
    }

    private static ToolResult toolResult(CallFields part) {
        fields(part, "tool_call_id", "name", "content", "is_error");
        return ToolResult.of(
                part.text("tool_call_id"),
                part.text("name", ""),
                content(part.path() + ".content", part.value("content")),
                part.flag("is_error"));
    }

    private static Citation citation(CallFields part) {
        fields(part, "url", "title", "quote", "start_index", "end_index", "wire", "raw");
        Citation.Builder citation = Citation.builder()
                .url(part.optionalText("url"))
                .title(part.optionalText("title"))
                .quote(part.optionalText("quote"));
        Long start = part.optionalCount("start_index");
        Long end = part.optionalCount("end_index");
        if (start != null && end != null) {
            citation.range((int) Math.min(start, Integer.MAX_VALUE), (int) Math.min(end, Integer.MAX_VALUE));
        }
        if (part.has("wire") || part.has("raw")) {
            citation.raw(part.text("wire", ""), part.map("raw"));
        }
        return citation.build();
    }

    static CacheMark cacheMark(CallFields mark) {
        Long seconds = mark.optionalCount("ttl_seconds");
        return seconds == null ? CacheMark.DEFAULT : new CacheMark(Duration.ofSeconds(seconds));
    }
}
