package dev.llmconnect.formats.converse;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.CacheMark;
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

/** The parts of messages as Converse's blocks. */
final class ConverseBlocks {
    /** What stands for a tool's silence, since Bedrock wants some content and refuses blank text. */
    private static final Text NO_OUTPUT = new Text("(no output)");

    private final WireCall call;
    private final ConverseMedia media;

    ConverseBlocks(WireCall call) {
        this.call = call;
        this.media = new ConverseMedia(call);
    }

    /** Empty for reasoning that did not come from Bedrock, which no model there takes. */
    Optional<Map<String, Object>> encode(ContentPart part, Role role) {
        if (part instanceof Reasoning reasoning) {
            Optional<Map<String, Object>> block = reasoning(reasoning);
            if (block.isEmpty()) {
                call.dropped(WireCall.REASONING);
            }
            return block;
        }
        return Optional.of(block(part, role));
    }

    private Map<String, Object> block(ContentPart part, Role role) {
        boolean fromUser = role.equals(Role.USER) || role.equals(Role.TOOL);
        if (part instanceof Text text) {
            return Map.of("text", text.text());
        }
        if (part instanceof Media made && role.equals(Role.ASSISTANT)) {
            return made.raw();
        }
        if (part instanceof Media file && fromUser) {
            return media.encode(file);
        }
        if (part instanceof ToolCall toolCall && role.equals(Role.ASSISTANT)) {
            return toolUse(toolCall);
        }
        if (part instanceof ToolResult result && fromUser) {
            return toolResult(result);
        }
        if (part instanceof CacheMark mark) {
            return cachePoint(mark);
        }
        if (part instanceof Opaque opaque && opaque.wire().equals(ConverseWire.NAME)) {
            return opaque.raw();
        }
        String kind =
                part instanceof Opaque opaque ? opaque.wire() : part.getClass().getSimpleName();
        throw call.cannotCarry("a part of kind " + kind + " in a message of the role " + role.value());
    }

    /** All that stands before it is cached. */
    static Map<String, Object> cachePoint(CacheMark mark) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("type", "default");
        CacheControl.ttl(mark).ifPresent(ttl -> point.put("ttl", ttl));
        return Map.of("cachePoint", point);
    }

    private static Optional<Map<String, Object>> reasoning(Reasoning reasoning) {
        if (reasoning.raw().containsKey("reasoningContent")) {
            return Optional.of(reasoning.raw());
        }
        if (reasoning.signature() == null || !reasoning.raw().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("text", reasoning.text());
        text.put("signature", reasoning.signature());
        return Optional.of(Map.of("reasoningContent", Map.of("reasoningText", text)));
    }

    private Map<String, Object> toolUse(ToolCall toolCall) {
        Map<String, Object> use = new LinkedHashMap<>();
        use.put("toolUseId", toolCall.id());
        use.put("name", toolCall.name());
        use.put("input", toolCall.arguments());
        return Map.of("toolUse", use);
    }

    private Map<String, Object> toolResult(ToolResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("toolUseId", result.callId());
        List<Object> content = new ArrayList<>();
        for (ContentPart part : result.content()) {
            // Bedrock caches no part of a result.
            if (!(part instanceof CacheMark)) {
                content.add(block(part, Role.TOOL));
            }
        }
        map.put("content", content.isEmpty() ? List.of(block(NO_OUTPUT, Role.TOOL)) : content);
        if (result.isError()) {
            map.put("status", "error");
        }
        return Map.of("toolResult", map);
    }
}
