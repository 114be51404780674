package dev.llmconnect.ledger.store;

import java.util.List;
import java.util.UUID;

/**
 * A batch written atomically and idempotently, so that a batch with an unknown outcome can be retried. Immutable and thread-safe.
 *
 * @param id unique id
 * @param rows attempts of calls
 * @param settlements settlements of calls with reservations
 * @param ends ends of calls counted towards limits
 */
public record LedgerBatch(UUID id, List<UsageRow> rows, List<Settlement> settlements, List<LimitEnd> ends) {
    /** Copies the lists. */
    public LedgerBatch {
        rows = List.copyOf(rows);
        settlements = List.copyOf(settlements);
        ends = List.copyOf(ends);
    }

    /** Creates a batch with a new id. */
    public static LedgerBatch of(List<UsageRow> rows, List<Settlement> settlements) {
        return of(rows, settlements, List.of());
    }

    /** Creates a batch with a new id. */
    public static LedgerBatch of(List<UsageRow> rows, List<Settlement> settlements, List<LimitEnd> ends) {
        return new LedgerBatch(UUID.randomUUID(), rows, settlements, ends);
    }

    /** Returns a copy without the ends of calls counted towards limits. */
    LedgerBatch withoutEnds() {
        return new LedgerBatch(id, rows, settlements, List.of());
    }
}
