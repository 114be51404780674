package dev.llmconnect.formats.chat;

import static dev.llmconnect.formats.chat.ChatRequestWriter.typed;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The conversation as Chat Completions want it. */
final class ChatMessages {
    private static final String REFUSAL = "refusal";
    /** What Google wants back with a call of a tool; anything else attached to one is of another format. */
    private static final String EXTRA_CONTENT = "extra_content";

    private final WireCall call;
    private final ChatDialect dialect;
    private final SentMessages sent;

    ChatMessages(WireCall call, ChatDialect dialect) {
        this.call = call;
        this.sent = new SentMessages(call, dialect);
        this.dialect = dialect;
    }

    List<Object> encode(List<Message> messages) {
        List<Object> encoded = new ArrayList<>();
        for (Message message : messages) {
            Optional<Map<String, Object>> raw = sent.of(message);
            if (raw.isPresent()) {
                encoded.add(raw.get());
                continue;
            }
            HintedParts parts = HintedParts.of(message.parts());
            if (message.role().equals(Role.ASSISTANT)) {
                encoded.add(assistant(message.role(), parts));
                continue;
            }
            List<HintedPart> said = new ArrayList<>();
            for (HintedPart part : parts.parts()) {
                if (part.part() instanceof ToolResult result) {
                    Map<String, Object> fields = new LinkedHashMap<>(part.hints());
                    Map<String, Object> map = toolResult(result, fields);
                    map.putAll(fields);
                    map.putAll(parts.hints());
                    encoded.add(map);
                } else {
                    said.add(part);
                }
            }
            if (!said.isEmpty() || parts.parts().isEmpty()) {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put("role", message.role().value());
                map.put("content", content(said));
                map.putAll(parts.hints());
                encoded.add(map);
            }
        }
        return encoded;
    }

    /** One text stands for itself, everything else is a list of parts. */
    private Object content(List<HintedPart> parts) {
        if (parts.isEmpty()) {
            return "";
        }
        HintedPart only = parts.get(0);
        if (parts.size() == 1 && only.hints().isEmpty() && only.part() instanceof Text text) {
            return text.text();
        }
        return parts.stream().map(this::part).toList();
    }

    private Map<String, Object> part(HintedPart hinted) {
        if (hinted.part() instanceof Text && hinted.hints().get(REFUSAL) instanceof String words) {
            return typed(REFUSAL, REFUSAL, words);
        }
        Map<String, Object> part = new LinkedHashMap<>(part(hinted.part()));
        part.putAll(hinted.hints());
        return part;
    }

    private Map<String, Object> part(ContentPart part) {
        if (part instanceof Text text) {
            return typed("text", "text", text.text());
        }
        if (part instanceof Media media) {
            return media(media);
        }
        if (part instanceof Opaque opaque && opaque.wire().equals(ChatWire.NAME)) {
            return opaque.raw();
        }
        throw call.cannotCarry("a part of kind " + kind(part) + " here");
    }

    private Map<String, Object> media(Media media) {
        if (media.isImage()) {
            Map<String, Object> image = new LinkedHashMap<>();
            image.put("url", address(media));
            if (media.detail() != null) {
                image.put("detail", media.detail());
            }
            return typed("image_url", "image_url", image);
        }
        if (media.isAudio()) {
            if (media.base64() == null) {
                throw call.cannotCarry("audio by URL, only as bytes");
            }
            Map<String, Object> audio = new LinkedHashMap<>();
            audio.put("data", media.base64());
            audio.put("format", audioFormat(media.mimeType()));
            return typed("input_audio", "input_audio", audio);
        }
        if (media.base64() == null && !dialect.documentUrls()) {
            throw call.cannotCarry("documents by URL, only as bytes");
        }
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("filename", media.name() != null ? media.name() : "document");
        file.put("file_data", address(media));
        return typed("file", "file", file);
    }

    private static String address(Media media) {
        return media.url() != null ? media.url() : "data:" + media.mimeType() + ";base64," + media.base64();
    }

    private static String audioFormat(String mimeType) {
        String kind = mimeType.substring("audio/".length());
        return switch (kind) {
            case "mpeg" -> "mp3";
            case "mp4" -> "m4a";
            default -> kind;
        };
    }

    /**
     * A message with a result.
     *
     * @param fields of the result, of which a cache mark is taken out: only parts of the content have one
     */
    private Map<String, Object> toolResult(ToolResult result, Map<String, Object> fields) {
        HintedParts content = HintedParts.of(result.content());
        Object mark = content.parts().isEmpty() ? null : fields.remove(CacheControl.FIELD);
        HintedPart end = content.parts().isEmpty()
                ? null
                : content.parts().get(content.parts().size() - 1);
        if (mark != null
                && end != null
                && end.part() instanceof Text text
                && text.text().isBlank()) {
            // Models' makers refuse a mark on a text that says nothing.
            call.dropped(CacheControl.FIELD);
        } else if (mark != null) {
            HintedPart last = content.parts().remove(content.parts().size() - 1);
            Map<String, Object> hints = new LinkedHashMap<>(last.hints());
            hints.putIfAbsent(CacheControl.FIELD, mark);
            content.parts().add(new HintedPart(last.part(), hints));
        }
        boolean plain = content.hints().isEmpty();
        for (HintedPart part : content.parts()) {
            if (!(part.part() instanceof Text)) {
                throw call.cannotCarry("a part of kind " + kind(part.part()) + " in a tool result, only text");
            }
            plain = plain && part.hints().isEmpty();
        }
        if (result.isError()) {
            call.dropped(WireCall.FAILED_TOOL);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", Role.TOOL.value());
        map.put("tool_call_id", result.callId());
        map.put("content", plain ? result.text() : content(content.parts()));
        return map;
    }

    private Map<String, Object> assistant(Role role, HintedParts parts) {
        Map<String, Object> map = new LinkedHashMap<>();
        List<Object> calls = new ArrayList<>();
        List<Object> details = new ArrayList<>();
        StringBuilder reasoning = new StringBuilder();
        List<HintedPart> said = new ArrayList<>();
        map.put("role", role.value());
        map.put("content", null);
        for (HintedPart hinted : parts.parts()) {
            ContentPart part = hinted.part();
            if (part instanceof Text) {
                said.add(hinted);
            } else if (part instanceof ToolCall toolCall) {
                Map<String, Object> encoded = toolCall(toolCall);
                encoded.putAll(hinted.hints());
                calls.add(encoded);
            } else if (part instanceof Reasoning thought) {
                if (ReasoningDetails.isItem(thought.raw())) {
                    details.add(thought.raw());
                } else {
                    reasoning.append(thought.text());
                }
            } else if (part instanceof Refusal refusal) {
                map.merge(REFUSAL, refusal.text(), (before, more) -> String.valueOf(before) + more);
            } else if (part instanceof Opaque opaque && opaque.wire().equals(ChatWire.NAME)) {
                map.putAll(opaque.raw());
            } else {
                throw call.cannotCarry("a part of kind " + kind(part) + " in an assistant message");
            }
        }
        String reasoningField = dialect.reasoningField(call.model());
        if (ChatDialect.THINK_TAGS.equals(reasoningField) && !reasoning.isEmpty()) {
            said.add(0, new HintedPart(new Text(ThinkTags.around(reasoning.toString())), Map.of()));
            reasoning.setLength(0);
        }
        if (!said.isEmpty() || (calls.isEmpty() && !map.containsKey(REFUSAL))) {
            boolean plain = said.stream().allMatch(part -> part.hints().isEmpty());
            map.put("content", plain ? HintedPart.text(said) : content(said));
        }
        if (!details.isEmpty()) {
            map.put("reasoning_details", details);
        }
        if (reasoningField != null && !reasoning.isEmpty()) {
            map.put(reasoningField, reasoning.toString());
        } else if (!reasoning.isEmpty()) {
            call.dropped(WireCall.REASONING);
        }
        if (!calls.isEmpty()) {
            map.put("tool_calls", calls);
        }
        map.putAll(parts.hints());
        return map;
    }

    private static Map<String, Object> toolCall(ToolCall toolCall) {
        boolean custom = "custom".equals(toolCall.extras().get("type"));
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("name", toolCall.name());
        inner.put(
                custom ? "input" : "arguments",
                toolCall.argumentsJson().isBlank() && !custom ? "{}" : toolCall.argumentsJson());
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", toolCall.id());
        map.put("type", custom ? "custom" : "function");
        map.put(custom ? "custom" : "function", inner);
        if (toolCall.extras().containsKey(EXTRA_CONTENT)) {
            map.put(EXTRA_CONTENT, toolCall.extras().get(EXTRA_CONTENT));
        }
        return map;
    }

    private static String kind(@Nullable ContentPart part) {
        if (part instanceof Opaque opaque) {
            return opaque.wire();
        }
        return part == null ? "none" : part.getClass().getSimpleName();
    }
}
