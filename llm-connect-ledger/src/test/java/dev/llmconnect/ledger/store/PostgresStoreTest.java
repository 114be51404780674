package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.callers.CallerLimits;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends SharedStoreContract {
    private final String url = PostgresServer.shared().newDatabase();

    @Override
    LedgerStore open() {
        return PostgresStore.open(url);
    }

    @Test
    void nodesThatStartAtOnceMakeTheTablesOnce() throws Exception {
        String empty = PostgresServer.shared().newDatabase();
        together(4, i -> {
            PostgresStore.open(empty).close();
            return 0;
        });
        try (LedgerStore node = PostgresStore.open(empty)) {
            assertThat(node.reserve("r1", List.of(total("server", 10)), 10, LATER)
                            .isGranted())
                    .isTrue();
        }
    }

    @Test
    void twoProcessesAreGrantedTogetherExactlyWhatFits() throws Exception {
        assertThat(RacingProcess.twoAtOnce(url)).isEqualTo(RacingProcess.LIMIT / RacingProcess.AMOUNT);
        long booked = RacingProcess.LIMIT / RacingProcess.AMOUNT * RacingProcess.AMOUNT;
        assertThat(store.balances(RacingProcess.windows()))
                .containsExactly(new Balance(0, booked), new Balance(0, booked));
    }

    @Test
    void theClockOfTheDatabaseCountsAndOldSecondsAreForgotten() throws Exception {
        List<LimitClaim> claims = List.of(claim("caller:a", CallerLimits.of(10, 0, 0), 5));
        long now = store.admit("node", claims, NOW).second();
        assertThat(now).isCloseTo(Instant.now().getEpochSecond(), within(5L));
        try (Connection connection = DriverManager.getConnection("jdbc:" + url.replace("llm@", "") + "?user=llm");
                PreparedStatement update =
                        connection.prepareStatement("update llm_connect.limits set used = ? where name = 'caller:a'")) {
            update.setString(1, (now - 70) + ":9:9 " + (now - 20) + ":3:30 " + (now + 3600) + ":9:9");
            update.executeUpdate();
        }
        AdmitResult result = store.admit("node", claims, NOW);
        assertThat(result.isGranted()).isTrue();
        LimitUsage usage = result.usage().get(0);
        assertThat(usage.requests(result.second())).isEqualTo(4);
        assertThat(usage.tokens(result.second())).isEqualTo(35);
        assertThat(usage.used()).doesNotContain(":9:9");
    }

    @Test
    void aServerThatCrashesIsUsedAgainWhenItIsBack() {
        BudgetWindow window = total("server", 100);
        store.reserve("r1", List.of(window), 10, LATER);
        store.write(LedgerBatch.of(List.of(row(NOW, "a", "m", 5)), List.of(new Settlement("r0", List.of(window), 5))));
        PostgresServer.shared().crash();
        try {
            assertThatThrownBy(() -> store.reserve("r2", List.of(window), 10, LATER))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("PostgreSQL at 127.0.0.1");
        } finally {
            PostgresServer.shared().start();
        }
        assertThat(store.reserve("r3", List.of(window), 10, LATER).isGranted()).isTrue();
        assertThat(store.balances(List.of(window)))
                .as("what was written is safe, and what was reserved before it")
                .containsExactly(new Balance(5, 20));
        assertThat(store.summarize(UsageQuery.between(NOW, NOW.plusSeconds(1)))).hasSize(1);
    }

    @Test
    void anAddressThatIsWrongIsRefusedWithoutItsPassword() {
        assertThatThrownBy(() -> PostgresStore.open("postgresql://me:s3cretpassword@127.0.0.1:1/db"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("PostgreSQL at 127.0.0.1:1/db cannot be reached")
                .message()
                .doesNotContain("s3cret");
        assertThatThrownBy(() -> PostgresStore.open("mysql://me:s3cretpassword@host/db"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("postgresql://HOST:PORT/DATABASE")
                .message()
                .doesNotContain("s3cret");
    }
}
