package dev.llmconnect.providers.bedrock;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.Role;
import dev.llmconnect.ToolCall;
import dev.llmconnect.providers.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The parts of messages as Converse's blocks. */
final class RequestBlocks {
    private static final int LONGEST_ID = 64;

    private final WireCall call;
    private final MediaBlocks media;

    RequestBlocks(WireCall call) {
        this.call = call;
        this.media = new MediaBlocks(call);
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
        if (part instanceof Opaque opaque && opaque.wire().equals(BedrockConverse.NAME)) {
            return opaque.raw();
        }
        String kind =
                part instanceof Opaque opaque ? opaque.wire() : part.getClass().getSimpleName();
        throw call.cannotCarry("a part of kind " + kind + " in a message of the role " + role.value());
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
        if (toolCall.arguments().isEmpty() && toolCall.argumentsJson().length() > 2) {
            throw call.cannotCarry("the call of " + toolCall.name() + ", whose arguments are no JSON object");
        }
        Map<String, Object> use = new LinkedHashMap<>();
        use.put("toolUseId", id(toolCall.id()));
        use.put("name", toolCall.name());
        use.put("input", toolCall.arguments());
        return Map.of("toolUse", use);
    }

    private Map<String, Object> toolResult(ToolResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("toolUseId", id(result.callId()));
        map.put(
                "content",
                result.content().stream().map(part -> block(part, Role.TOOL)).toList());
        if (result.isError()) {
            map.put("status", "error");
        }
        return Map.of("toolResult", map);
    }

    /** Other providers' ids hold characters that Bedrock refuses, or are too long; call and result are changed alike. */
    private static String id(String id) {
        String allowed = id.isEmpty() ? "call" : id.replaceAll("[^a-zA-Z0-9_.:-]", "_");
        // The end of an id tells it from others more than its beginning.
        return allowed.substring(Math.max(0, allowed.length() - LONGEST_ID));
    }
}
