package dev.llmconnect.formats.messages;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code thinking} and {@code output_config.effort} in the common word, {@code reasoning_effort}, for the wires that do not take
 * Anthropic's. The word of {@code effort} goes as it is; where there is none, a budget is {@code low} below 4,096 tokens,
 * {@code medium} below 16,384, and {@code high} from there. {@code adaptive} without an effort leaves it to the model, as does
 * {@code disabled}, since many models of others cannot stop thinking.
 */
final class ThinkingEffort {
    private static final BigDecimal MEDIUM_FROM = BigDecimal.valueOf(4_096);
    private static final BigDecimal HIGH_FROM = BigDecimal.valueOf(16_384);

    private ThinkingEffort() {}

    /** The word, from copies of both fields. */
    static Optional<String> word(Optional<Object> thinking, Optional<String> effort) {
        if (thinking.isEmpty()) {
            return effort;
        }
        MessagesFields fields = MessagesFields.of(new LinkedHashMap<>(asMap(thinking.get())), "thinking");
        String type = fields.requiredText("type");
        return switch (type) {
            case "enabled" -> effort.or(() -> Optional.of(ofBudget(fields)));
            case "disabled" -> Optional.empty();
            default -> effort;
        };
    }

    private static Map<?, ?> asMap(Object thinking) {
        if (thinking instanceof Map<?, ?> map) {
            return map;
        }
        throw MessagesFields.wrong("thinking", "Input should be an object");
    }

    private static String ofBudget(MessagesFields thinking) {
        BigDecimal budget = thinking.number("budget_tokens")
                .orElseThrow(() -> MessagesFields.wrong("thinking.budget_tokens", "Field required"));
        if (budget.compareTo(MEDIUM_FROM) < 0) {
            return "low";
        }
        return budget.compareTo(HIGH_FROM) < 0 ? "medium" : "high";
    }
}
