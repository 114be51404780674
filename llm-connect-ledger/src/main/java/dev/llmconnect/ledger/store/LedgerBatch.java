package dev.llmconnect.ledger.store;

import java.util.List;
import java.util.UUID;

/**
 * What is written at once: all of it, or nothing. Writing the same batch again changes nothing, so a batch whose outcome is not known can
 * safely be tried once more. Immutable.
 *
 * @param id unique
 * @param rows attempts of calls
 * @param settlements ends of calls that had reserved money
 * @param ends ends of calls that counted to limits
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

    /** The same batch, without the ends of calls that counted to limits. */
    LedgerBatch withoutEnds() {
        return new LedgerBatch(id, rows, settlements, List.of());
    }
}
