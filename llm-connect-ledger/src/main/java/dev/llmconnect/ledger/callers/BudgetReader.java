package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.budget.OnExhausted;
import dev.llmconnect.ledger.budget.Period;
import dev.llmconnect.ledger.internal.JsonObject;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;

/** Parses the budgets of an operator's file. */
final class BudgetReader {
    private static final String REFUSE = "refuse";
    private static final List<String> UNPRICED = List.of("allow", REFUSE);

    private BudgetReader() {}

    /**
     * Parses {@code {"usd": 10, "per": "month", "zone": "Europe/Berlin", "on_exhausted": "finish", "unpriced": "allow"}}; only
     * {@code usd} is required.
     *
     * @throws LLMConfigurationException if a field is invalid; the message names it
     */
    static Budget read(String scope, JsonObject fields) {
        fields.accept(List.of("usd", "per", "zone", "on_exhausted", "unpriced"));
        BigDecimal usd = fields.amount("usd").orElseThrow(() -> fields.bad("usd", "is missing"));
        Budget.Builder budget = Budget.builder(scope, usd);
        fields.text("per")
                .ifPresent(name -> budget.period(Period.of(name)
                        .orElseThrow(() -> fields.bad("per", "must be one of " + String.join(", ", Period.names())))));
        fields.text("zone").ifPresent(name -> {
            try {
                budget.zone(ZoneId.of(name));
            } catch (DateTimeException e) {
                throw fields.bad("zone", "must be a time zone, for example Europe/Berlin or UTC");
            }
        });
        fields.text("on_exhausted")
                .ifPresent(name -> budget.onExhausted(OnExhausted.of(name)
                        .orElseThrow(() -> fields.bad(
                                "on_exhausted", "must be one of " + String.join(", ", OnExhausted.names())))));
        fields.text("unpriced").ifPresent(name -> {
            if (!UNPRICED.contains(name)) {
                throw fields.bad("unpriced", "must be one of " + String.join(", ", UNPRICED));
            }
            budget.refuseUnpriced(name.equals(REFUSE));
        });
        return budget.build();
    }
}
