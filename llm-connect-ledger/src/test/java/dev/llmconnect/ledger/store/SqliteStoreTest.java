package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends LedgerStoreContract {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("new/folders/ledger.db");
    }

    @Override
    LedgerStore open() {
        return SqliteStore.open(file());
    }

    @Test
    void whatWasWrittenIsThereWhenTheFileIsOpenedAgain() {
        BudgetWindow window = total("server", 100);
        store.reserve("r1", List.of(window), 10, LATER);
        store.write(LedgerBatch.of(List.of(row(NOW, "a", "m", 4)), List.of()));
        store.close();
        store = open();
        assertThat(store.balances(List.of(window))).containsExactly(new Balance(0, 10));
        assertThat(store.summarize(new UsageQuery(NOW, NOW.plusSeconds(1), List.of())))
                .hasSize(1);
    }

    @Test
    void twoProcessesAreGrantedTogetherExactlyWhatFits() throws Exception {
        assertThat(RacingProcess.twoAtOnce(file().toString())).isEqualTo(RacingProcess.LIMIT / RacingProcess.AMOUNT);
        long booked = RacingProcess.LIMIT / RacingProcess.AMOUNT * RacingProcess.AMOUNT;
        assertThat(store.balances(RacingProcess.windows()))
                .containsExactly(new Balance(0, booked), new Balance(0, booked));
    }

    @Test
    void aFileOfANewerVersionIsRefused() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
            connection.createStatement().execute("update ledger_schema set version = 99");
        }
        store.close();
        assertThatThrownBy(this::open)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContainingAll("ledger.db", "version 99", "use a newer llm-connect");
    }

    @Test
    void aFileThatIsNoDatabaseIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.db"), "no database, but text that is long enough to be one");
        assertThatThrownBy(() -> SqliteStore.open(text))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("text.db");
        assertThatThrownBy(() -> SqliteStore.open(Path.of("/proc/nowhere/ledger.db")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("/proc/nowhere");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        assertThatThrownBy(() -> store.balances(List.of()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("closed");
    }
}
