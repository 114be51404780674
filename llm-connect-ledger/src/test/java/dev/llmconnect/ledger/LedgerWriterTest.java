package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Cost;
import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.Settlement;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageRow;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LedgerWriterTest {
    private static final Instant NOW = Instant.parse("2031-05-17T10:30:00Z");
    private static final BudgetWindow SERVER = new BudgetWindow("server", Instant.EPOCH, Instant.MAX, 1_000_000);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MemoryStore memory = new MemoryStore();
    private final BrokenStore store = new BrokenStore(memory);

    private static UsageRow row(String id) {
        return UsageRow.builder(NOW, id)
                .cost(Cost.of(new BigDecimal("0.000000001"), Cost.Source.BUNDLED))
                .build();
    }

    private static Settlement settlement(String id) {
        return new Settlement(id, List.of(SERVER), 1);
    }

    private long rows() {
        return memory.summarize(UsageQuery.between(NOW, NOW.plusSeconds(1))).stream()
                .mapToLong(sum -> sum.attempts())
                .sum();
    }

    @Test
    void whatIsHandedOverIsWrittenInOrderAndInBatches() throws Exception {
        try (LedgerWriter writer = new LedgerWriter(store)) {
            for (int i = 0; i < 1000; i++) {
                writer.write(List.of(row("r" + i)), settlement("r" + i), List.of());
            }
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(rows()).isEqualTo(1000);
            assertThat(memory.balances(List.of(SERVER))).containsExactly(new Balance(1000, 0));
            assertThat(store.writes()).isLessThan(200);
            assertThat(writer.writtenRows()).isEqualTo(1000);
        }
    }

    @Test
    void whatIsHandedOverWhileTheStoreIsDownIsWrittenWhenItIsBack() throws Exception {
        store.breakDown();
        try (LedgerWriter writer = new LedgerWriter(store)) {
            writer.write(List.of(row("r")), settlement("r"), List.of());
            store.awaitFailure();
            assertThat(rows()).isZero();
            store.repair();
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(rows()).isEqualTo(1);
            assertThat(writer.isFailing()).isFalse();
            assertThat(writer.lostRows()).isZero();
        }
    }

    @Test
    void aFullQueueLosesRowsWhichAreCountedButNoMoneyAndDelaysNobody() throws Exception {
        store.breakDown();
        try (LedgerWriter writer = new LedgerWriter(store, 10)) {
            long began = System.nanoTime();
            for (int i = 0; i < 2000; i++) {
                writer.write(List.of(row("r" + i)), settlement("r" + i), List.of());
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                    .isLessThan(5);
            long lost = writer.lostRows();
            assertThat(lost).isGreaterThan(2000 - LedgerWriter.MAX_BATCH - 11);
            store.repair();
            assertThat(writer.flush(LONG)).isTrue();
            for (int i = 0; i < 10 && writer.waiting() > 0; i++) {
                assertThat(writer.flush(LONG)).isTrue();
            }
            assertThat(rows()).isEqualTo(2000 - lost);
            assertThat(memory.balances(List.of(SERVER))).containsExactly(new Balance(2000, 0));
            assertThat(writer.lostSettlements()).isZero();
        }
    }

    @Test
    void aRowThatTheStoreWillNotTakeIsLostAloneAndHoldsNothingUp() throws Exception {
        store.refuse("poison");
        try (LedgerWriter writer = new LedgerWriter(store)) {
            writer.write(List.of(row("a")), null, List.of());
            writer.write(List.of(row("poison")), settlement("p"), List.of());
            writer.write(List.of(row("b")), null, List.of());
            assertThat(writer.flush(LONG)).isTrue();
            assertThat(rows()).isEqualTo(2);
            assertThat(writer.lostRows()).isEqualTo(1);
            assertThat(memory.balances(List.of(SERVER))).containsExactly(new Balance(1, 0));
        }
    }

    @Test
    void closingWritesWhatWaits() {
        LedgerWriter writer = new LedgerWriter(store);
        for (int i = 0; i < 100; i++) {
            writer.write(List.of(row("r" + i)), null, List.of());
        }
        writer.close();
        writer.close();
        assertThat(rows()).isEqualTo(100);
    }
}
