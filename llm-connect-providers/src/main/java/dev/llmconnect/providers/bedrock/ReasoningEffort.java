package dev.llmconnect.providers.bedrock;

import dev.llmconnect.providers.json.JsonNode;
import dev.llmconnect.providers.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code reasoning_effort} in the words of the model's maker, among the {@code additionalModelRequestFields}.
 *
 * <ul>
 *   <li>Claude from 4.6 on: {@code thinking: {type: adaptive}} with {@code output_config.effort}; {@code minimal} becomes
 *       {@code low}.
 *   <li>Claude 3.7 to 4.5: {@code thinking: {type: enabled}} with a budget, a share of {@code maxTokens}: {@code minimal} 10 %,
 *       {@code low} 20 %, {@code medium} 50 %, {@code high} 80 %, {@code xhigh} and {@code max} 95 %, at least 1024 and at most 32000
 *       tokens. Earlier ones cannot think: refused.
 *   <li>Nova 2: {@code reasoningConfig: {type: enabled, maxReasoningEffort}}; {@code minimal} becomes {@code low}, {@code xhigh} and
 *       {@code max} become {@code high}.
 *   <li>Others (gpt-oss, Qwen, …): {@code reasoning_effort}, as it is.
 *   <li>{@code none} switches thinking off: with {@code type: disabled} for Claude and Nova, as it is for others.
 * </ul>
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html">extended
 * thinking</a>, <a href="https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html">Nova 2</a>; as of mid 2026.
 */
final class ReasoningEffort {
    private static final int SMALLEST_BUDGET = 1024;
    private static final int LARGEST_BUDGET = 32_000;
    private static final String THINKING = "thinking";
    private static final String NOVA = "reasoningConfig";

    /** {@code claude-opus-4-6}, {@code claude-3-7-sonnet}: a longer number is a date. */
    private static final Pattern CLAUDE =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2})(?!\\d))?(?!\\d)");

    private ReasoningEffort() {}

    /** Adds what the effort means to the model's fields. */
    static void put(ConverseParams params, WireCall call) {
        if (params.effort().isEmpty()) {
            return;
        }
        String effort = params.effort().get().toLowerCase(Locale.ROOT);
        String model = call.model().toLowerCase(Locale.ROOT);
        Map<String, Object> fields = params.model();
        if (model.contains("claude")) {
            claude(effort, model, params, call);
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

    private static void claude(String effort, String model, ConverseParams params, WireCall call) {
        Matcher version = CLAUDE.matcher(model);
        boolean known = version.find();
        int major = known ? Integer.parseInt(version.group(1)) : 5;
        int minor = known && version.group(2) != null ? Integer.parseInt(version.group(2)) : 0;
        boolean canThink = major > 3 || (major == 3 && minor >= 7);
        Map<String, Object> fields = params.model();
        if (effort.equals("none")) {
            if (canThink) {
                fields.putIfAbsent(THINKING, Map.of("type", "disabled"));
            }
        } else if (!canThink) {
            throw call.cannotCarry("model_params.reasoning_effort for " + call.model());
        } else if (major > 4 || (major == 4 && minor >= 6)) {
            Map<String, Object> thinking = new LinkedHashMap<>();
            thinking.put("type", "adaptive");
            // Later models leave the words out otherwise.
            thinking.put("display", "summarized");
            fields.putIfAbsent(THINKING, thinking);
            fields.putIfAbsent("output_config", Map.of("effort", effort.equals("minimal") ? "low" : effort));
        } else {
            fields.putIfAbsent(THINKING, budget(share(effort, call), params, call));
        }
    }

    private static Map<String, Object> budget(int percent, ConverseParams params, WireCall call) {
        long limit = JsonNode.of(params.inference().get("maxTokens"))
                .number()
                .orElse(call.request().config().maxTokens());
        if (limit <= SMALLEST_BUDGET) {
            throw call.cannotCarry("model_params.reasoning_effort with max_tokens of " + limit
                    + ": thinking is part of them, and takes at least " + SMALLEST_BUDGET);
        }
        Map<String, Object> thinking = new LinkedHashMap<>();
        thinking.put("type", "enabled");
        thinking.put("budget_tokens", Math.max(SMALLEST_BUDGET, Math.min(limit * percent / 100, LARGEST_BUDGET)));
        return thinking;
    }

    private static int share(String effort, WireCall call) {
        return switch (effort) {
            case "minimal" -> 10;
            case "low" -> 20;
            case "medium" -> 50;
            case "high" -> 80;
            case "xhigh", "max" -> 95;
            default -> throw call.cannotCarry("model_params.reasoning_effort of " + effort);
        };
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
