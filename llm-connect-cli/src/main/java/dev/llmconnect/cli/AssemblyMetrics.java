package dev.llmconnect.cli;

import dev.llmconnect.ledger.BudgetStatus;
import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.profiles.policy.CircuitStatus;
import dev.llmconnect.profiles.policy.PolicyRuntime;
import dev.llmconnect.server.metrics.Metric;
import dev.llmconnect.server.metrics.MetricSink;
import dev.llmconnect.server.metrics.MetricSource;

/** Tells how circuits, keys, limits, budgets and the ledger stand. Thread-safe. */
final class AssemblyMetrics implements MetricSource {
    private final AdapterAssembly assembly;

    AssemblyMetrics(AdapterAssembly assembly) {
        this.assembly = assembly;
    }

    @Override
    public void collect(MetricSink sink) {
        PolicyRuntime runtime = assembly.runtime();
        for (CircuitStatus circuit : runtime.breakers().openCircuits()) {
            sink.add(
                    Metric.OPEN_CIRCUITS,
                    1,
                    circuit.circuit().provider(),
                    circuit.circuit().model(),
                    circuit.state().toString());
        }
        runtime.bulkheads().forEach(bulkhead -> sink.add(Metric.CALLS_WAITING, bulkhead.waiting(), bulkhead.name()));
        assembly.keys().forEach(keys -> {
            sink.add(Metric.PROVIDER_KEYS, keys.total() - keys.resting(), keys.provider(), "rested");
            sink.add(Metric.PROVIDER_KEYS, keys.resting(), keys.provider(), "resting");
        });
        assembly.ledger().ifPresent(ledger -> collect(ledger, sink));
    }

    private static void collect(Ledger ledger, MetricSink sink) {
        sink.add(Metric.LEDGER_QUEUE, ledger.waitingCalls());
        sink.add(Metric.LEDGER_WRITTEN, (double) ledger.writtenRows());
        sink.add(Metric.LEDGER_LOST, (double) ledger.lostRows());
        sink.add(Metric.LEDGER_LOST_SETTLEMENTS, (double) ledger.lostSettlements());
        sink.add(Metric.LEDGER_UP, ledger.isStoreLost() ? 0 : 1);
        ledger.budgets().forEach(budget -> collect(budget, sink));
    }

    private static void collect(BudgetStatus budget, MetricSink sink) {
        String name = budget.window().budget();
        long limit = budget.window().limitNanos();
        long used =
                NanoDollars.sum(budget.balance().spentNanos(), budget.balance().reservedNanos());
        sink.add(Metric.BUDGET_LIMIT, usd(limit), name);
        sink.add(Metric.BUDGET_SPENT, usd(budget.balance().spentNanos()), name);
        sink.add(Metric.BUDGET_RESERVED, usd(budget.balance().reservedNanos()), name);
        sink.add(Metric.BUDGET_USED, limit == 0 ? 1 : (double) used / limit, name);
    }

    private static double usd(long nanos) {
        return NanoDollars.toUsd(nanos).doubleValue();
    }
}
