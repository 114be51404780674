package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ledger.callers.CallerLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stores do that several processes share. */
abstract class SharedStoreContract extends LedgerStoreContract {
    private static final CallerLimits TEN_CALLS = CallerLimits.of(10, 0, 0);
    private static final CallerLimits ONE_AT_ONCE = CallerLimits.of(0, 0, 1);

    private static boolean admit(LedgerStore by, String node, String name, CallerLimits limits) {
        return by.admit(node, List.of(claim(name, limits, 1)), NOW).isGranted();
    }

    @Test
    void processesShareTheirLimits() throws Exception {
        assertThat(admit(store, "one", "caller:a", TEN_CALLS)).isTrue();
        try (LedgerStore other = open()) {
            long granted = together(
                    16,
                    i -> admit(i % 2 == 0 ? store : other, i % 2 == 0 ? "one" : "two", "caller:a", TEN_CALLS) ? 1 : 0);
            assertThat(granted).as("with the one before").isEqualTo(9);
        }
        assertThat(admit(store, "one", "caller:a", TEN_CALLS)).isFalse();
    }

    @Test
    void callsAtOnceAreThoseOfAllProcesses() {
        try (LedgerStore other = open()) {
            AdmitResult first = other.admit("two", List.of(claim("caller:a", ONE_AT_ONCE, 1)), NOW);
            assertThat(first.isGranted()).isTrue();
            assertThat(admit(store, "one", "caller:a", ONE_AT_ONCE)).isFalse();
            List<LimitEnd> ends = List.of(new LimitEnd("caller:a", "two", first.second(), 0));
            if (!other.end(ends)) {
                other.write(LedgerBatch.of(List.of(), List.of(), ends));
            }
            assertThat(admit(store, "one", "caller:a", ONE_AT_ONCE)).isTrue();
        }
    }

    @Test
    void whatAProcessThatDiedHadRunningRunsNoLonger() {
        store.heartbeat("dead", NOW);
        store.heartbeat("alive", NOW);
        assertThat(admit(store, "alive", "caller:a", CallerLimits.of(0, 0, 2))).isTrue();
        try (LedgerStore other = open()) {
            assertThat(admit(other, "dead", "caller:a", CallerLimits.of(0, 0, 2)))
                    .isTrue();
            assertThat(admit(store, "alive", "caller:a", CallerLimits.of(0, 0, 2)))
                    .isFalse();
            store.heartbeat("alive", NOW.plus(LedgerStore.NODE_TIMEOUT).plus(Duration.ofSeconds(1)));
            assertThat(admit(store, "alive", "caller:a", CallerLimits.of(0, 0, 2)))
                    .isTrue();
            assertThat(admit(store, "alive", "caller:a", CallerLimits.of(0, 0, 2)))
                    .isFalse();
        }
    }
}
