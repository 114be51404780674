package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.wire.WireCall;
import dev.llmconnect.internal.CacheControl;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of messages as Anthropic's blocks. */
public final class RequestBlocks {
    /** What belongs to a call besides; Anthropic refuses a request that holds what other formats attach to theirs. */
    private static final List<String> OWN_EXTRAS = List.of("caller", "cache_control");

    private final WireCall call;
    private final MediaBlocks media;

    RequestBlocks(WireCall call) {
        this.call = call;
        this.media = new MediaBlocks(call);
    }

    /** With the hints in the blocks that they follow; a hint before any part is the message's own. */
    List<Map<String, Object>> encode(List<ContentPart> parts, Role role) {
        List<Map<String, Object>> blocks = new ArrayList<>();
        boolean sent = false;
        for (ContentPart part : parts) {
            if (part instanceof Hint hint) {
                if (sent) {
                    blocks.set(blocks.size() - 1, merged(blocks.get(blocks.size() - 1), hint));
                }
                continue;
            }
            if (part instanceof Citation citation) {
                if (sent) {
                    blocks.set(blocks.size() - 1, cited(blocks.get(blocks.size() - 1), citation));
                }
                continue;
            }
            if (part instanceof CacheMark mark) {
                mark(blocks, mark);
                continue;
            }
            Optional<Map<String, Object>> block = encode(part, role);
            block.ifPresent(blocks::add);
            sent = block.isPresent();
        }
        return blocks;
    }

    /** Marks the last block; what a model thought takes no mark. */
    private static void mark(List<Map<String, Object>> blocks, CacheMark mark) {
        for (int i = blocks.size() - 1; i >= 0; i--) {
            if (!String.valueOf(blocks.get(i).get("type")).endsWith("thinking")) {
                Map<String, Object> marked = new LinkedHashMap<>(blocks.get(i));
                marked.putIfAbsent(CacheControl.FIELD, CacheControl.write(mark));
                blocks.set(i, marked);
                return;
            }
        }
    }

    private static Map<String, Object> merged(Map<String, Object> block, Hint hint) {
        Map<String, Object> merged = new LinkedHashMap<>(block);
        hint.fields().forEach(merged::putIfAbsent);
        return merged;
    }

    private static Map<String, Object> cited(Map<String, Object> block, Citation citation) {
        Map<String, Object> cited = new LinkedHashMap<>(block);
        List<Object> citations = new ArrayList<>();
        if (block.get("citations") instanceof List<?> before) {
            citations.addAll(before);
        }
        citations.add(citation.raw());
        cited.put("citations", citations);
        return cited;
    }

    /** Empty for reasoning that Anthropic did not sign, which it takes from nobody. */
    private Optional<Map<String, Object>> encode(ContentPart part, Role role) {
        if (part instanceof Reasoning reasoning) {
            Optional<Map<String, Object>> block = thinking(reasoning);
            if (block.isEmpty()) {
                call.dropped(WireCall.REASONING);
            }
            return block;
        }
        return Optional.of(block(part, role));
    }

    private Map<String, Object> block(ContentPart part, Role role) {
        if (part instanceof Text text) {
            return typed("text", "text", text.text());
        }
        if (part instanceof Media file && !role.equals(Role.ASSISTANT) && !role.equals(Role.SYSTEM)) {
            return media.encode(file);
        }
        if (part instanceof ToolCall toolCall && role.equals(Role.ASSISTANT)) {
            return toolUse(toolCall);
        }
        if (part instanceof ToolResult result && !role.equals(Role.ASSISTANT) && !role.equals(Role.SYSTEM)) {
            return toolResult(result);
        }
        if (part instanceof Opaque opaque && opaque.wire().equals(MessagesWire.NAME)) {
            return opaque.raw();
        }
        String kind =
                part instanceof Opaque opaque ? opaque.wire() : part.getClass().getSimpleName();
        throw call.cannotCarry("a part of kind " + kind + " in a message of the role " + role);
    }

    private static Optional<Map<String, Object>> thinking(Reasoning reasoning) {
        Object type = reasoning.raw().get("type");
        if ("thinking".equals(type) || "redacted_thinking".equals(type)) {
            return Optional.of(reasoning.raw());
        }
        if (reasoning.signature() == null || !reasoning.raw().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> block = typed("thinking", "thinking", reasoning.text());
        block.put("signature", reasoning.signature());
        return Optional.of(block);
    }

    private Map<String, Object> toolUse(ToolCall toolCall) {
        Map<String, Object> block = typed("tool_use", "id", toolCall.id());
        block.put("name", toolCall.name());
        block.put("input", toolCall.arguments());
        OWN_EXTRAS.stream()
                .filter(toolCall.extras()::containsKey)
                .forEach(name -> block.put(name, toolCall.extras().get(name)));
        return block;
    }

    private Map<String, Object> toolResult(ToolResult result) {
        Map<String, Object> block = typed("tool_result", "tool_use_id", result.callId());
        List<ContentPart> content = result.content();
        if (content.size() == 1 && content.get(0) instanceof Text text) {
            block.put("content", text.text());
        } else if (!content.isEmpty()) {
            block.put("content", encode(content, Role.TOOL));
        }
        if (result.isError()) {
            block.put("is_error", true);
        }
        return block;
    }

    public static Map<String, Object> typed(String type, String name, Object value) {
        Map<String, Object> block = new LinkedHashMap<>();
        block.put("type", type);
        block.put(name, value);
        return block;
    }
}
