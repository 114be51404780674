package dev.llmconnect.formats.responses;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Refusal;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The conversation as a list of input items, in the order in which it happened. */
final class ResponsesInput {
    private static final String TYPE = "type";
    private static final String CONTENT = "content";
    private static final String REFUSAL = "refusal";

    private final WireCall call;
    private final List<Object> items = new ArrayList<>();
    /** Content of the message that is being put together. */
    private final List<Object> content = new ArrayList<>();
    /** Calls of tools that take any text, whose results are of another type. */
    private final Set<String> customCalls = new HashSet<>();
    /** Further fields of the message that is being put together. */
    private final Map<String, Object> messageFields = new LinkedHashMap<>();

    private @Nullable String phase;

    ResponsesInput(WireCall call) {
        this.call = call;
    }

    List<Object> encode(List<Message> messages) {
        for (Message message : messages) {
            List<Object> raw = message.raw(ResponsesWire.NAME).orElse(List.of());
            if (!raw.isEmpty()) {
                raw.forEach(item -> items.add(items.isEmpty() && messages.size() == 1 ? item : typed(item)));
                continue;
            }
            boolean assistant = message.role().equals(Role.ASSISTANT);
            int before = items.size();
            phase = null;
            for (ContentPart part : message.parts()) {
                if (part instanceof Hint hint) {
                    hint(hint, items.size() > before);
                } else if (assistant) {
                    answered(part);
                } else {
                    said(part, message.role());
                }
            }
            flush(message.role());
            if (items.size() == before && message.parts().isEmpty()) {
                items.add(message(message.role(), ""));
            }
        }
        return items;
    }

    /** Adds fields to the part before, or to the message when none is before. */
    private void hint(Hint hint, boolean afterItem) {
        if (!content.isEmpty()) {
            int last = content.size() - 1;
            content.set(last, with(content.get(last), hint.fields()));
        } else if (afterItem) {
            int last = items.size() - 1;
            items.set(last, with(items.get(last), hint.fields()));
        } else {
            messageFields.putAll(hint.fields());
        }
    }

    private static Map<String, Object> with(Object piece, Map<String, Object> fields) {
        Map<String, Object> more = new LinkedHashMap<>(JsonNode.of(piece).object());
        if (fields.containsKey(REFUSAL)) {
            // Words that another format takes for an answer.
            more.remove("text");
            more.put(TYPE, REFUSAL);
        }
        more.putAll(fields);
        return more;
    }

    private void said(ContentPart part, Role role) {
        if (part instanceof ToolResult result) {
            flush(role);
            items.add(toolResult(result));
        } else if (part instanceof Opaque opaque && isOurs(opaque) && !isContent(opaque)) {
            flush(role);
            items.add(opaque.raw());
        } else {
            content.add(input(part));
        }
    }

    private void answered(ContentPart part) {
        if (part instanceof Text text) {
            if (!text.text().isEmpty()) {
                content.add(typed("output_text", "text", text.text()));
            }
        } else if (part instanceof Refusal refusal) {
            content.add(typed(REFUSAL, REFUSAL, refusal.text()));
        } else if (part instanceof Opaque opaque && isOurs(opaque) && isContent(opaque)) {
            content.add(opaque.raw());
        } else {
            flush(Role.ASSISTANT);
            other(part);
        }
    }

    private void other(ContentPart part) {
        if (part instanceof ToolCall toolCall) {
            if (OutputItemReader.isCustom(toolCall)) {
                customCalls.add(toolCall.id());
            }
            items.add(OutputItemReader.again(toolCall));
        } else if (part instanceof Reasoning thought) {
            MessagePhase.of(thought)
                    .ifPresentOrElse(
                            next -> phase = next,
                            () -> ReplayedItem.reasoning(thought)
                                    .ifPresentOrElse(items::add, () -> call.dropped(WireCall.REASONING)));
        } else if (part instanceof Opaque opaque && isOurs(opaque)) {
            items.add(ReplayedItem.of(opaque.raw()));
        } else if (part instanceof Media media && media.wire().equals(ResponsesWire.NAME)) {
            items.add(ReplayedItem.of(media.raw()));
        } else {
            throw call.cannotCarry("a part of kind " + kind(part) + " in an assistant message");
        }
    }

    /** Ends the message that is being put together. */
    private void flush(Role role) {
        if (content.isEmpty()) {
            return;
        }
        Object first = content.get(0);
        boolean plain = content.size() == 1
                && first instanceof Map<?, ?> part
                && List.of("input_text", "output_text").contains(String.valueOf(part.get(TYPE)))
                && part.size() == 2;
        Map<String, Object> message = message(role, plain ? ((Map<?, ?>) first).get("text") : List.copyOf(content));
        if (phase != null) {
            message.put("phase", phase);
        }
        message.putAll(messageFields);
        messageFields.clear();
        items.add(message);
        content.clear();
        phase = null;
    }

    private static Map<String, Object> message(Role role, @Nullable Object content) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", role.value());
        message.put(CONTENT, content == null ? "" : content);
        return message;
    }

    private Map<String, Object> input(ContentPart part) {
        if (part instanceof Text text) {
            return typed("input_text", "text", text.text());
        }
        if (part instanceof Media media) {
            return media(media);
        }
        if (part instanceof Opaque opaque && isOurs(opaque)) {
            return opaque.raw();
        }
        throw call.cannotCarry("a part of kind " + kind(part) + " here");
    }

    private Map<String, Object> media(Media media) {
        if (media.isAudio()) {
            throw call.cannotCarry("audio");
        }
        String address = media.url() != null ? media.url() : "data:" + media.mimeType() + ";base64," + media.base64();
        if (media.isImage()) {
            Map<String, Object> image = typed("input_image", "image_url", address);
            if (media.detail() != null) {
                image.put("detail", media.detail());
            }
            return image;
        }
        if (media.url() != null) {
            return typed("input_file", "file_url", address);
        }
        Map<String, Object> file = typed("input_file", "filename", media.name() != null ? media.name() : "document");
        file.put("file_data", address);
        return file;
    }

    private Map<String, Object> toolResult(ToolResult result) {
        if (result.isError()) {
            call.dropped(WireCall.FAILED_TOOL);
        }
        boolean words = result.content().stream().allMatch(Text.class::isInstance);
        Map<String, Object> item = typed(
                customCalls.contains(result.callId()) ? "custom_tool_call_output" : "function_call_output",
                "call_id",
                result.callId());
        item.put(
                "output",
                words
                        ? result.text()
                        : result.content().stream().map(this::input).toList());
        return item;
    }

    private static boolean isOurs(Opaque opaque) {
        return opaque.wire().equals(ResponsesWire.NAME);
    }

    /** Whether it is a piece of a message and not an item beside the messages. */
    private static boolean isContent(Opaque opaque) {
        String type = JsonNode.of(opaque.raw()).textOrEmpty(TYPE);
        return type.startsWith("input_") || type.equals("output_text") || type.equals(REFUSAL);
    }

    /** An item, also of an input that was one string. */
    private static Object typed(Object item) {
        return item instanceof String text ? message(Role.USER, text) : item;
    }

    private static Map<String, Object> typed(String type, String name, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(TYPE, type);
        map.put(name, value);
        return map;
    }

    private static String kind(ContentPart part) {
        return part instanceof Opaque opaque ? opaque.wire() : part.getClass().getSimpleName();
    }
}
