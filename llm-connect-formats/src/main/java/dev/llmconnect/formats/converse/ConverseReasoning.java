package dev.llmconnect.formats.converse;

import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.messages.Thinking;
import dev.llmconnect.formats.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * {@code reasoning_effort} in the words of the model's maker, among the {@code additionalModelRequestFields}.
 *
 * <ul>
 *   <li>Claude: as {@link Thinking} says.
 *   <li>Nova 2: {@code reasoningConfig: {type: enabled, maxReasoningEffort}}; {@code minimal} becomes {@code low}, {@code xhigh} and
 *       {@code max} become {@code high}.
 *   <li>Others (gpt-oss, Qwen, …): {@code reasoning_effort}, as it is.
 *   <li>{@code none} switches thinking off: with {@code type: disabled} for Claude and Nova, as it is for others.
 * </ul>
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html">extended
 * thinking</a>, <a href="https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html">Nova 2</a>; as of mid 2026.
 */
final class ConverseReasoning {
    private static final String THINKING = "thinking";
    private static final String NOVA = "reasoningConfig";

    private ConverseReasoning() {}

    /** Adds what the effort means to the model's fields. */
    static void put(ConverseParams params, WireCall call) {
        if (params.effort().isEmpty()) {
            return;
        }
        String effort = params.effort().get().toLowerCase(Locale.ROOT);
        String model = call.model().toLowerCase(Locale.ROOT);
        Map<String, Object> fields = params.model();
        if (ConverseWire.isClaude(model)) {
            long limit = JsonNode.of(params.inference().get("maxTokens"))
                    .number()
                    .orElse(call.request().config().maxTokens());
            Thinking.fields(effort, limit, call).forEach(fields::putIfAbsent);
        } else if (model.contains("nova-2")) {
            fields.putIfAbsent(NOVA, nova(effort));
        } else {
            fields.put("reasoning_effort", effort);
        }
    }

    /** Whether the default temperature must stay away: thinking takes none of it, and neither does Nova's hardest. */
    static boolean refusesDefaults(ConverseParams params) {
        JsonNode fields = JsonNode.of(params.model());
        String type = fields.get(THINKING).textOrEmpty("type");
        return type.equals("enabled") || type.equals("adaptive") || isHardest(params);
    }

    /** Nova's hardest wants no limit of tokens either. */
    static boolean isHardest(ConverseParams params) {
        return JsonNode.of(params.model())
                .get(NOVA)
                .textOrEmpty("maxReasoningEffort")
                .equals("high");
    }

    private static Map<String, Object> nova(String effort) {
        if (effort.equals("none")) {
            return Map.of("type", "disabled");
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("type", "enabled");
        config.put(
                "maxReasoningEffort",
                switch (effort) {
                    case "minimal" -> "low";
                    case "xhigh", "max" -> "high";
                    default -> effort;
                });
        return config;
    }
}
