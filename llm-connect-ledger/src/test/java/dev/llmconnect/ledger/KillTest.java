package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.PostgresServer;
import dev.llmconnect.ledger.store.PostgresStore;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageSummary;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed in the middle of its work loses nothing that was settled, and what it had reserved is booked. */
class KillTest {
    private static final BudgetWindow SERVER = new BudgetWindow("server/total", Instant.EPOCH, Instant.MAX, 0);
    private static final long COST = 10 * 10_000 + 6 * 2500;

    @TempDir
    Path folder;

    @Test
    void sqliteLosesNothing() throws Exception {
        String file = folder.resolve("ledger.db").toString();
        assertNothingIsLost(file, SqliteStore.open(Path.of(file)));
    }

    @Test
    void postgresqlLosesNothing() throws Exception {
        String url = PostgresServer.shared().newDatabase();
        assertNothingIsLost(url, PostgresStore.open(url));
    }

    private static void assertNothingIsLost(String address, LedgerStore store) throws Exception {
        try (store) {
            long written = killAfter(60, address);
            // The reservations of a process that died expire with the deadline of their calls.
            store.sweep(Instant.now().plus(Duration.ofHours(1)));
            Balance balance = store.balances(List.of(SERVER)).get(0);
            assertThat(balance.reservedNanos()).isZero();
            List<UsageSummary> sums = store.summarize(UsageQuery.between(
                            Instant.now().minus(Duration.ofHours(1)),
                            Instant.now().plus(Duration.ofHours(2)))
                    .groupedBy(UsageQuery.Dimension.parse("outcome")));
            UsageSummary ok = sums.stream()
                    .filter(sum -> sum.key().equals(List.of("ok")))
                    .findFirst()
                    .orElseThrow();
            assertThat(ok.attempts()).isGreaterThanOrEqualTo(written);
            assertThat(ok.costNanos()).isEqualTo(ok.attempts() * COST);
            long all = sums.stream().mapToLong(UsageSummary::costNanos).sum();
            assertThat(balance.spentNanos())
                    .as("to the nano-dollar, unsettled calls included")
                    .isEqualTo(all);
        }
    }

    /** Starts a process, kills it once it says that so many calls are written, and gives how many it said last. */
    private static long killAfter(long calls, String address) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledProcess.class.getName(),
                        address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long written = 0;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                written = Long.parseLong(line);
                if (written >= calls) {
                    process.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(written).isGreaterThanOrEqualTo(calls);
        return written;
    }
}
