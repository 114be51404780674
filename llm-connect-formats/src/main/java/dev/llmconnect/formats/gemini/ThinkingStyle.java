package dev.llmconnect.formats.gemini;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.wire.WireCall;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How a family of models is told how much to think. What {@code reasoning_effort} comes to is what Google itself makes of it in
 * <a href="https://ai.google.dev/gemini-api/docs/openai#thinking">its OpenAI-compatible API</a>.
 */
enum ThinkingStyle {
    /** It does not think: before 2.5. */
    NONE,
    /** With a number of tokens, {@code thinkingBudget}: 2.5. */
    BUDGET,
    /** With a word, {@code thinkingLevel}: 3 and later, and what the name does not tell. */
    LEVEL;

    private static final Pattern WITHOUT = Pattern.compile("gemini-(1|2\\.0)(?!.*thinking)|gemma-[1-3]|learnlm");
    private static final Pattern WITH_BUDGET = Pattern.compile("gemini-(2|robotics-er-1)");
    private static final Pattern CANNOT_STOP = Pattern.compile("gemini-2\\.5-pro");
    private static final Pattern KNOWN = Pattern.compile("gemini-");

    static ThinkingStyle of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (WITHOUT.matcher(name).find()) {
            return NONE;
        }
        return WITH_BUDGET.matcher(name).find() ? BUDGET : LEVEL;
    }

    /** Whether the model refuses a call of a function, sent back to it, that has no thought signature. */
    static boolean wantsSignatures(String model) {
        return of(model) == LEVEL
                && KNOWN.matcher(model.toLowerCase(Locale.ROOT)).find();
    }

    /**
     * The {@code thinkingConfig} for an effort; with the thoughts in the answer, which Google leaves out unless asked.
     *
     * @throws LLMInvalidRequestException for a word that is none, and for what the model cannot do
     */
    static Map<String, Object> config(Object effort, WireCall call) {
        String word = String.valueOf(effort).toLowerCase(Locale.ROOT);
        ThinkingStyle style = of(call.model());
        if (style == NONE) {
            throw call.refused("reasoning_effort", " for " + call.model() + ", which does not think");
        }
        Map<String, Object> config = new LinkedHashMap<>();
        if (word.equals("none")) {
            if (style == LEVEL || CANNOT_STOP.matcher(call.model()).find()) {
                throw call.refused("reasoning_effort", " none for " + call.model() + ", which cannot stop thinking");
            }
            config.put("thinkingBudget", 0);
            return config;
        }
        if (style == BUDGET) {
            config.put("thinkingBudget", budget(word));
        } else {
            config.put("thinkingLevel", level(word, call.model()));
        }
        config.put("includeThoughts", true);
        return config;
    }

    private static int budget(String word) {
        return switch (word) {
            case "minimal", "low" -> 1024;
            case "medium" -> 8192;
            case "high", "xhigh", "max" -> 24_576;
            default -> throw unknown(word);
        };
    }

    private static String level(String word, String model) {
        return switch (word) {
            case "minimal" -> model.contains("pro") ? "low" : word;
            case "low", "medium", "high" -> word;
            case "xhigh", "max" -> "high";
            default -> throw unknown(word);
        };
    }

    private static LLMInvalidRequestException unknown(String word) {
        return new LLMInvalidRequestException(
                "model_params.reasoning_effort must be none, minimal, low, medium, high, xhigh or max, got " + word);
    }
}
