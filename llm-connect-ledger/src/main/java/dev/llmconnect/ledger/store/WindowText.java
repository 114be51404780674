package dev.llmconnect.ledger.store;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Budgets of a reservation in one column: one line each, with the budget and the start and end of its period in epoch
 * milliseconds.
 */
final class WindowText {
    private WindowText() {}

    static String write(List<BudgetWindow> windows) {
        return windows.stream()
                .map(window -> window.budget() + '\t' + window.start().toEpochMilli() + '\t' + millis(window.end()))
                .collect(Collectors.joining("\n"));
    }

    static List<BudgetWindow> read(String text) {
        return text.lines()
                .map(line -> line.split("\t", -1))
                .map(columns -> new BudgetWindow(
                        columns[0],
                        Instant.ofEpochMilli(Long.parseLong(columns[1])),
                        Instant.ofEpochMilli(Long.parseLong(columns[2])),
                        Long.MAX_VALUE))
                .toList();
    }

    /** Returns milliseconds since the epoch, saturated for instants out of range. */
    static long millis(Instant time) {
        return time.getEpochSecond() > Long.MAX_VALUE / 1000 - 1 ? Long.MAX_VALUE : time.toEpochMilli();
    }
}
