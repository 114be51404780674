package dev.llmconnect.cli;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.callers.Caller;
import dev.llmconnect.ledger.prices.Quote;
import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageQuery.Dimension;
import dev.llmconnect.ledger.store.UsageSummary;
import dev.llmconnect.server.admin.ModelPrices;
import dev.llmconnect.server.admin.UsageAccounts;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ledger's sums, balances and prices for the admin API. Thread-safe. */
final class LedgerReport implements UsageAccounts, ModelPrices {
    private final Ledger ledger;
    private final Clock clock;

    LedgerReport(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public List<Map<String, ?>> usage(List<String> by, Instant since, Instant until) {
        List<Dimension> dimensions;
        try {
            dimensions = by.stream().map(Dimension::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new LLMInvalidRequestException(String.valueOf(e.getMessage()));
        }
        List<Map<String, ?>> rows = new ArrayList<>();
        for (UsageSummary sum :
                ledger.store().summarize(UsageQuery.between(since, until).groupedBy(dimensions))) {
            rows.add(row(by, sum));
        }
        return rows;
    }

    private static Map<String, Object> row(List<String> by, UsageSummary sum) {
        Map<String, String> key = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            key.put(by.get(i), sum.key().get(i));
        }
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("key", key);
        row.put("attempts", sum.attempts());
        row.put("unpriced", sum.unpriced());
        row.put("estimated", sum.estimated());
        row.put("input_tokens", sum.inputTokens());
        row.put("cached_tokens", sum.cachedTokens());
        row.put("output_tokens", sum.outputTokens());
        row.put("cost_usd", NanoDollars.toUsd(sum.costNanos()));
        return row;
    }

    @Override
    public List<Map<String, ?>> budgets() {
        List<Budget> all = new ArrayList<>();
        ledger.callers().sharedBudgets().forEach((scope, budgets) -> {
            // A pattern is no budget: it makes one for each value.
            if (!scope.endsWith("=*")) {
                all.addAll(budgets);
            }
        });
        ledger.callers().all().forEach(caller -> all.addAll(caller.budgets()));
        return balances(all);
    }

    /** The budgets of a caller. */
    List<Map<String, ?>> budgets(Caller caller) {
        return balances(caller.budgets());
    }

    private List<Map<String, ?>> balances(List<Budget> budgets) {
        if (budgets.isEmpty()) {
            return List.of();
        }
        Instant now = clock.instant();
        List<BudgetWindow> windows =
                budgets.stream().map(budget -> budget.window(now)).toList();
        List<Balance> balances = ledger.store().balances(windows);
        List<Map<String, ?>> trees = new ArrayList<>();
        for (int i = 0; i < budgets.size(); i++) {
            trees.add(tree(budgets.get(i), windows.get(i), balances.get(i)));
        }
        return trees;
    }

    private static Map<String, @Nullable Object> tree(Budget budget, BudgetWindow window, Balance balance) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("scope", budget.scope());
        tree.put("per", budget.period().value());
        tree.put("limit_usd", NanoDollars.toUsd(budget.limitNanos()));
        tree.put("spent_usd", NanoDollars.toUsd(balance.spentNanos()));
        tree.put("reserved_usd", NanoDollars.toUsd(balance.reservedNanos()));
        tree.put("left_usd", NanoDollars.toUsd(balance.remaining(budget.limitNanos())));
        tree.put(
                "resets", window.end().equals(Instant.MAX) ? null : window.end().toString());
        tree.put("on_exhausted", budget.onExhausted().value());
        tree.put("unpriced", budget.refusesUnpriced() ? "refuse" : "allow");
        return tree;
    }

    @Override
    public Map<String, ?> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("store", ledger.store().description());
        status.put("lost", ledger.isStoreLost());
        status.put("lost_rows", ledger.lostRows());
        return status;
    }

    @Override
    public Optional<Map<String, ?>> price(String provider, String model) {
        return ledger.prices().quote(provider, model).map(quote -> tree(provider, model, quote));
    }

    private static Map<String, Object> tree(String provider, String model, Quote quote) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("provider", provider);
        tree.put("model", model);
        tree.putAll(quote.toMap());
        return tree;
    }

    @Override
    public String bundledAsOf() {
        return ledger.prices().bundledAsOf();
    }
}
