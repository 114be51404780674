package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users of one file in one process. */
@Timeout(8)
class FileOwnerTest {
    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private Path file() {
        return folder.resolve("ledger.db");
    }

    private Future<FileOwner> joinElsewhere(FileOwner first) throws Exception {
        Future<FileOwner> second = threads.submit(() -> FileOwner.join(file()));
        while (!first.isWanted()) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return second;
    }

    @Test
    void whoCameFirstOwnsTheFileUntilItSharesItAlsoWhenAnotherWaits() throws Exception {
        FileOwner first = FileOwner.join(file());
        Future<FileOwner> second = joinElsewhere(first);
        assertThat(first.isOwner()).isTrue();
        assertThat(second.isDone()).isFalse();
        first.share();
        assertThat(second.get().isOwner()).isFalse();
        assertThat(first.isOwner()).isFalse();
        first.close();
        assertThat(second.get().tryOwn()).isTrue();
        second.get().close();
    }

    @Test
    void twoStoresThatAreUsedAtTheSameMomentForTheFirstTimeShareTheFile() throws Exception {
        BudgetWindow window = LedgerStoreContract.total("server", 100);
        for (int round = 0; round < 25; round++) {
            Path file = folder.resolve("ledger" + round + ".db");
            CyclicBarrier start = new CyclicBarrier(2);
            List<Callable<Integer>> users = new ArrayList<>();
            try (SqliteStore one = SqliteStore.open(file);
                    SqliteStore other = SqliteStore.open(file)) {
                for (SqliteStore store : List.of(one, other)) {
                    users.add(() -> {
                        int granted = 0;
                        start.await();
                        for (int i = 0; i < 8; i++) {
                            String id = System.identityHashCode(store) + "-" + i;
                            granted += store.reserve(id, List.of(window), 10, LedgerStoreContract.LATER)
                                            .isGranted()
                                    ? 1
                                    : 0;
                        }
                        return granted;
                    });
                }
                int granted = 0;
                for (Future<Integer> user : threads.invokeAll(users)) {
                    granted += user.get();
                }
                assertThat(granted).as("round " + round).isEqualTo(10);
            }
        }
    }

    @Test
    void aStoreThatIsClosedWhileAnotherWaitsForTheFileLeavesItToThatOne() throws Exception {
        BudgetWindow window = LedgerStoreContract.total("server", 100);
        for (int round = 0; round < 10; round++) {
            Path file = folder.resolve("closed" + round + ".db");
            SqliteStore one = SqliteStore.open(file);
            one.reserve("r1", List.of(window), 60, LedgerStoreContract.LATER);
            try (SqliteStore other = SqliteStore.open(file)) {
                Future<Boolean> second =
                        threads.submit(() -> other.reserve("r2", List.of(window), 41, LedgerStoreContract.LATER)
                                .isGranted());
                one.close();
                assertThat(second.get()).as("round " + round).isFalse();
            }
        }
    }
}
