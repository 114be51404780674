package dev.llmconnect.formats.messages;

import dev.llmconnect.RunConfig;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.BodyBuilder;
import dev.llmconnect.formats.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code reasoning_effort} in Anthropic's words.
 *
 * <ul>
 *   <li>From Claude 4.6 on: {@code thinking: {type: adaptive}} with {@code output_config.effort}; {@code minimal} becomes
 *       {@code low}, every other word goes as it is, and a model that does not know it says so. The thinking is asked for in words
 *       ({@code display: summarized}), since later models leave it out otherwise.
 *   <li>Claude 3.7 to 4.5, and other makers' models: {@code thinking: {type: enabled}} with a budget, a share of {@code max_tokens}:
 *       {@code minimal} 10 %, {@code low} 20 %, {@code medium} 50 %, {@code high} 80 %, {@code xhigh} and {@code max} 95 %, at least
 *       1024 and at most 32000 tokens. Anthropic wants the budget below {@code max_tokens}.
 *   <li>Earlier models cannot think: refused.
 *   <li>{@code none} switches thinking off: {@code thinking: {type: disabled}}.
 * </ul>
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking">adaptive thinking</a>,
 * <a href="https://platform.claude.com/docs/en/build-with-claude/effort">effort</a>; as of mid 2026.
 */
public final class Thinking {
    private static final int SMALLEST_BUDGET = 1024;
    private static final int LARGEST_BUDGET = 32_000;
    private static final String THINKING = "thinking";
    private static final String OUTPUT_CONFIG = "output_config";
    private static final String ADAPTIVE = "adaptive";

    /** {@code claude-opus-4-6}, {@code claude-3-7-sonnet}, {@code claude-sonnet-4@20250514}: a longer number is a date. */
    private static final Pattern VERSION =
            Pattern.compile("claude-(?:[a-z]+-)?(\\d{1,2})(?:[-.](\\d{1,2})(?!\\d))?(?!\\d)");

    private enum Style {
        NONE,
        BUDGET,
        ADAPTIVE
    }

    private Thinking() {}

    /** Adds what the effort means. Returns whether the model will think, whoever asked for it. */
    static boolean put(BodyBuilder body, MessagesParams params, WireCall call) {
        JsonNode own = JsonNode.of(params.rest().get(THINKING));
        String given = own.textOrEmpty("type");
        boolean thinks = given.equals("enabled") || given.equals(ADAPTIVE);
        if (params.effort().isEmpty()) {
            SamplingLimits.check(call, MessagesWire.NAME, own);
            return thinks;
        }
        long limit = JsonNode.of(params.rest().get("max_tokens")).number().orElse(defaultMaxTokens(call));
        Map<String, Object> fields = fields(params.effort().get(), limit, call);
        SamplingLimits.check(call, MessagesWire.NAME, own.exists() ? own : JsonNode.of(fields.get(THINKING)));
        if (given.isEmpty()
                || !ADAPTIVE.equals(JsonNode.of(fields).get(THINKING).textOrEmpty("type"))) {
            body.put(THINKING, fields.get(THINKING));
        }
        if (fields.containsKey(OUTPUT_CONFIG)) {
            body.params(Map.of(OUTPUT_CONFIG, fields.get(OUTPUT_CONFIG)));
        }
        return thinks || !params.effort().get().equalsIgnoreCase("none");
    }

    /**
     * What the effort means to the model of the call: the fields {@code thinking} and {@code output_config} of Anthropic's messages,
     * which other ways to its models take as well.
     *
     * @param limit the longest answer in tokens, thinking included
     * @return a map that may be changed; empty where there is nothing to say
     * @throws dev.llmconnect.LLMInvalidRequestException when the model cannot think, or not in so few tokens
     */
    public static Map<String, Object> fields(String effort, long limit, WireCall call) {
        String word = effort.toLowerCase(Locale.ROOT);
        Style style = style(call.model());
        Map<String, Object> fields = new LinkedHashMap<>();
        if (word.equals("none")) {
            if (style != Style.NONE) {
                fields.put(THINKING, Map.of("type", "disabled"));
            }
            return fields;
        }
        switch (style) {
            case NONE -> throw call.refused("reasoning_effort", " for " + call.model());
            case BUDGET -> fields.put(THINKING, budget(share(word, call), limit, call));
            case ADAPTIVE -> {
                fields.put(THINKING, adaptive());
                fields.put(OUTPUT_CONFIG, Map.of("effort", word.equals("minimal") ? "low" : word));
            }
        }
        return fields;
    }

    private static Map<String, Object> adaptive() {
        Map<String, Object> thinking = new LinkedHashMap<>();
        thinking.put("type", ADAPTIVE);
        thinking.put("display", "summarized");
        return thinking;
    }

    private static Map<String, Object> budget(int percent, long limit, WireCall call) {
        if (limit <= SMALLEST_BUDGET) {
            throw call.conflict(
                    "model_params.reasoning_effort with max_tokens of " + limit
                            + ": thinking is part of them, and takes at least " + SMALLEST_BUDGET,
                    "reasoning_effort",
                    "max_tokens");
        }
        Map<String, Object> thinking = new LinkedHashMap<>();
        thinking.put("type", "enabled");
        thinking.put("budget_tokens", Math.max(SMALLEST_BUDGET, Math.min(limit * percent / 100, LARGEST_BUDGET)));
        return thinking;
    }

    /**
     * The limit that is asked for, in tokens; Anthropic wants one always. Where neither the caller nor a default sets it, one that the
     * model takes: Claude up to 3.5 gives 4,096 tokens at least, later ones 32,000 (Anthropic's table of models, 2026).
     */
    static int defaultMaxTokens(WireCall call) {
        RunConfig config = call.request().config();
        if (config.usesDefaults() || config.maxTokensIfSet().isPresent()) {
            return config.maxTokens();
        }
        return style(call.model()) == Style.NONE ? 4_096 : 32_000;
    }

    /** Whether a model takes a temperature or {@code top_p}, but not both: from Claude 4.1 on. */
    static boolean takesOneOfTemperatureAndTopP(String model) {
        Matcher version = VERSION.matcher(model.toLowerCase(Locale.ROOT));
        if (!version.find()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return major > 4 || (major == 4 && minor >= 1);
    }

    private static int share(String effort, WireCall call) {
        return switch (effort) {
            case "minimal" -> 10;
            case "low" -> 20;
            case "medium" -> 50;
            case "high" -> 80;
            case "xhigh", "max" -> 95;
            default -> throw call.refused("reasoning_effort", " of " + effort);
        };
    }

    private static Style style(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Matcher version = VERSION.matcher(name);
        if (!version.find()) {
            return name.contains("claude") ? Style.ADAPTIVE : Style.BUDGET;
        }
        int major = Integer.parseInt(version.group(1));
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        if (major > 4 || (major == 4 && minor >= 6)) {
            return Style.ADAPTIVE;
        }
        return major == 4 || (major == 3 && minor >= 7) ? Style.BUDGET : Style.NONE;
    }
}
