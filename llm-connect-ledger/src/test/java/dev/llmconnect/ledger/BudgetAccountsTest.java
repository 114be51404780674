package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.Settlement;
import dev.llmconnect.ledger.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BudgetAccountsTest {
    private static final Instant NOW = Instant.parse("2031-05-17T10:30:00Z");
    private static final Instant LATER = NOW.plusSeconds(600);
    private static final List<BudgetWindow> WINDOWS =
            List.of(new BudgetWindow("server", Instant.EPOCH, Instant.MAX, 1000));

    private final MemoryStore memory = new MemoryStore();
    private final BrokenStore store = new BrokenStore(memory);
    private final LedgerWriter writer = new LedgerWriter(store);

    private BudgetAccounts accounts(OnStoreLoss onLoss, int nodes) {
        return new BudgetAccounts(store, writer, onLoss, nodes);
    }

    @AfterEach
    void close() {
        store.repair();
        writer.close();
    }

    @Test
    void aLostStoreIsCountedForByEachNodeFromWhatWasLeft() throws Exception {
        BudgetAccounts accounts = accounts(OnStoreLoss.LOCAL, 2);
        assertThat(accounts.reserve("before", WINDOWS, 400, LATER).isGranted()).isTrue();
        accounts.refresh(NOW);
        store.breakDown();
        // 600 are left, 300 of them for this node
        assertThat(accounts.reserve("a", WINDOWS, 200, LATER).isGranted()).isTrue();
        assertThat(accounts.isLost()).isTrue();
        assertThat(accounts.reserve("b", WINDOWS, 101, LATER).isGranted()).isFalse();
        accounts.settle(List.of(), new Settlement("a", WINDOWS, 150));
        assertThat(accounts.reserve("c", WINDOWS, 150, LATER).isGranted()).isTrue();
        assertThat(accounts.extend("c", WINDOWS, 1, LATER).isGranted()).isFalse();

        store.repair();
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        accounts.refresh(NOW);
        assertThat(accounts.isLost()).isFalse();
        accounts.settle(List.of(), new Settlement("c", WINDOWS, 140));
        accounts.settle(List.of(), new Settlement("before", WINDOWS, 390));
        assertThat(writer.flush(Duration.ofSeconds(30))).isTrue();
        assertThat(memory.balances(WINDOWS))
                .as("what was spent while the store was lost is booked")
                .containsExactly(new Balance(150 + 140 + 390, 0));
    }

    @Test
    void callsAreRefusedWhileTheStoreIsLostWhereTheOperatorSaysSo() {
        BudgetAccounts accounts = accounts(OnStoreLoss.REFUSE, 1);
        store.breakDown();
        assertThatThrownBy(() -> accounts.reserve("a", WINDOWS, 1, LATER))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("budgets cannot be checked");
        store.repair();
        accounts.refresh(NOW);
        assertThat(accounts.reserve("b", WINDOWS, 1, LATER).isGranted()).isTrue();
    }

    @Test
    void aStoreIsFoundLostAndBackWithoutACall() {
        BudgetAccounts accounts = accounts(OnStoreLoss.LOCAL, 1);
        store.breakDown();
        accounts.refresh(NOW);
        assertThat(accounts.isLost()).isTrue();
        store.repair();
        accounts.refresh(NOW);
        assertThat(accounts.isLost()).isFalse();
    }
}
