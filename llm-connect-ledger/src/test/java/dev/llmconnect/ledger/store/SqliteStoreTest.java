package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.callers.CallerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends SharedStoreContract {
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
        assertThat(store.summarize(UsageQuery.between(NOW, NOW.plusSeconds(1)))).hasSize(1);
    }

    @Test
    void aSecondStoreOfTheFileKnowsWhatTheFirstHasReservedInMemory() {
        BudgetWindow window = total("server", 100);
        assertThat(store.reserve("r1", List.of(window), 60, LATER).isGranted()).isTrue();
        try (SqliteStore second = SqliteStore.open(file())) {
            assertThat(second.reserve("r2", List.of(window), 41, LATER).isGranted())
                    .isFalse();
            assertThat(second.reserve("r3", List.of(window), 40, LATER).isGranted())
                    .isTrue();
            assertThat(store.reserve("r4", List.of(window), 1, LATER).isGranted())
                    .isFalse();
            store.write(LedgerBatch.of(List.of(), List.of(new Settlement("r1", List.of(window), 10))));
            assertThat(second.reserve("r5", List.of(window), 50, LATER).isGranted())
                    .isTrue();
            assertThat(second.balances(List.of(window))).containsExactly(new Balance(10, 90));
        }
        store.sweep(NOW);
        assertThat(store.reserve("r6", List.of(window), 1, LATER).isGranted())
                .as("also when it has the file for itself again")
                .isFalse();
        assertThat(store.balances(List.of(window))).containsExactly(new Balance(10, 90));
    }

    @Test
    @Timeout(30)
    void aReservationThatIsHeldForLongerIsInTheFile() throws Exception {
        BudgetWindow window = total("server", 100);
        store.reserve("long", List.of(window), 60, LATER);
        while (reservationsInFile() == 0) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        store.extend("long", List.of(window), 5, LATER);
        store.write(LedgerBatch.of(List.of(), List.of(new Settlement("long", List.of(window), 7))));

        assertThat(reservationsInFile()).isZero();
        assertThat(store.balances(List.of(window))).containsExactly(new Balance(7, 0));
        store.close();
        store = open();
        assertThat(store.balances(List.of(window))).containsExactly(new Balance(7, 0));
    }

    private int reservationsInFile() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                ResultSet count = connection.createStatement().executeQuery("select count(*) from reservations")) {
            return count.getInt(1);
        }
    }

    @Test
    void twoProcessesAreGrantedTogetherExactlyWhatFits() throws Exception {
        assertThat(RacingProcess.twoAtOnce(file().toString())).isEqualTo(RacingProcess.LIMIT / RacingProcess.AMOUNT);
        long booked = RacingProcess.LIMIT / RacingProcess.AMOUNT * RacingProcess.AMOUNT;
        assertThat(store.balances(RacingProcess.windows()))
                .containsExactly(new Balance(0, booked), new Balance(0, booked));
    }

    @Test
    void whatIsUsedOfLimitsIsKnownAfterARestart() {
        List<LimitClaim> claims = List.of(claim("caller:a", CallerLimits.of(1, 0, 1), 1));
        assertThat(store.admit("before", claims, NOW).isGranted()).isTrue();
        store.close();
        store = open();
        AdmitResult again = store.admit("after", claims, NOW.plusSeconds(59));
        assertThat(again.isGranted()).isFalse();
        assertThat(again.usage().get(0).runningCalls())
                .as("its calls ended with it")
                .isZero();
        assertThat(store.admit("after", claims, NOW.plusSeconds(61)).isGranted())
                .isTrue();
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
