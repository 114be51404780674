package dev.llmconnect.formats.messages;

import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Hint;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.ContentPart.Reasoning;
import dev.llmconnect.ContentPart.Text;
import dev.llmconnect.ContentPart.ToolResult;
import dev.llmconnect.ToolCall;
import dev.llmconnect.WireFormat;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.json.JsonText;
import dev.llmconnect.internal.CacheControl;
import dev.llmconnect.internal.SignedCallId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Content as parts of a message. MessagesFields of a block that no part has a place for follow it as a hint; a block of a kind that is not
 * known here, Anthropic's own tools among them, is opaque. For one request, since a tool's result goes by the name of its call.
 */
final class BlockReader {
    private static final String WIRE = WireFormat.ANTHROPIC_MESSAGES;

    private final Map<String, String> toolNames = new HashMap<>();

    /** A string, or a list of blocks. */
    List<ContentPart> content(Object content, String path) {
        if (content instanceof String text) {
            return List.of(new Text(text));
        }
        if (!(content instanceof List<?> blocks)) {
            throw MessagesFields.wrong(path, "Input should be a valid string or a valid list");
        }
        List<ContentPart> parts = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            MessagesFields block = MessagesFields.of(blocks.get(i), path + "." + i);
            parts.add(part(block));
            if (!block.rest().isEmpty()) {
                parts.add(new Hint(WIRE, block.rest()));
            }
            CacheControl.read(block.rest().get(CacheControl.FIELD)).ifPresent(parts::add);
        }
        return parts;
    }

    private ContentPart part(MessagesFields block) {
        Map<String, Object> raw = new LinkedHashMap<>(block.rest());
        String type = block.requiredText("type");
        return switch (type) {
            case "text" -> {
                if (CarriedCitations.isIn(block.rest())) {
                    List<Object> own = CarriedCitations.without(block.list(CarriedCitations.FIELD));
                    if (!own.isEmpty()) {
                        block.rest().put(CarriedCitations.FIELD, own);
                    }
                }
                yield new Text(block.requiredText("text"));
            }
            case "image" -> MediaReader.image(block, raw);
            case "document" -> MediaReader.document(block, raw);
            case "tool_use" -> toolUse(block);
            case "tool_result" -> toolResult(block);
            case "thinking" -> thinking(block, raw);
            case "redacted_thinking" -> {
                block.rest().clear();
                yield Reasoning.of("", null, raw);
            }
            default -> {
                block.rest().clear();
                yield new Opaque(WIRE, raw);
            }
        };
    }

    private ToolCall toolUse(MessagesFields block) {
        SignedCallId id = SignedCallId.read(block.requiredText("id"));
        String name = block.requiredText("name");
        Map<String, Object> input =
                MessagesFields.of(block.required("input"), block.path("input")).rest();
        Map<String, Object> extras = new LinkedHashMap<>(id.extras());
        block.object(AnswerFacts.FIELD).map(MessagesFields::rest).ifPresent(extras::putAll);
        toolNames.put(id.id(), name);
        return ToolCall.of(id.id(), name, input, new String(JsonText.bytes(input), StandardCharsets.UTF_8))
                .withExtras(extras);
    }

    private ToolResult toolResult(MessagesFields block) {
        String id = SignedCallId.read(block.requiredText("tool_use_id")).id();
        List<ContentPart> content = block.take("content")
                .map(value -> content(value, block.path("content")))
                .orElse(List.of());
        return ToolResult.of(id, toolNames.getOrDefault(id, ""), content, block.isTrue("is_error"));
    }

    private static Reasoning thinking(MessagesFields block, Map<String, Object> raw) {
        String text = block.requiredText("thinking");
        String signature = block.text("signature").orElse("");
        if (signature.isEmpty()) {
            return Reasoning.of(text);
        }
        return CarriedReasoning.read(text, signature, block.path("signature")).orElseGet(() -> {
            block.rest().clear();
            return Reasoning.of(text, signature, raw);
        });
    }
}
