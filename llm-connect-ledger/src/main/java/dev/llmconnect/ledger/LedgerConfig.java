package dev.llmconnect.ledger;

import dev.llmconnect.Ticker;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;

/** How a {@link Ledger} works. Immutable. */
public final class LedgerConfig {
    /** How long single usage rows are kept when nothing else is said: 400 days. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(400);

    final LedgerStore store;
    final Prices prices;
    final Callers callers;
    final boolean refusesUnpriced;
    final OnStoreLoss onStoreLoss;
    final int nodes;
    final Duration retention;
    final Clock clock;
    final Ticker ticker;

    private LedgerConfig(Builder builder) {
        store = builder.store;
        prices = builder.prices;
        callers = builder.callers;
        refusesUnpriced = builder.refusesUnpriced;
        onStoreLoss = builder.onStoreLoss;
        nodes = builder.nodes;
        retention = builder.retention;
        clock = builder.clock;
        ticker = builder.ticker;
    }

    /** Starts with the bundled prices, no callers and no budgets, in memory. */
    public static Builder builder() {
        return new Builder();
    }

    /** Sets how a ledger works. Not thread-safe. */
    public static final class Builder {
        private LedgerStore store = new MemoryStore();
        private Prices prices = Prices.bundled();
        private Callers callers = Callers.none();
        private boolean refusesUnpriced;
        private OnStoreLoss onStoreLoss = OnStoreLoss.LOCAL;
        private int nodes = 1;
        private Duration retention = DEFAULT_RETENTION;
        private Clock clock = Clock.systemUTC();
        private Ticker ticker = Ticker.system();

        private Builder() {}

        /** Where everything is kept; in memory by default. Closed with the ledger. */
        public Builder store(LedgerStore where) {
            store = where;
            return this;
        }

        /** What models cost; the bundled table by default. */
        public Builder prices(Prices all) {
            prices = all;
            return this;
        }

        /** Who may call, and with which budgets; nobody is known by default, and whoever calls may. */
        public Builder callers(Callers all) {
            callers = all;
            return this;
        }

        /** Whether a call that counts to a budget is refused when nobody knows its price; by default it is made, and counted as unpriced. */
        public Builder refuseUnpriced(boolean refuse) {
            refusesUnpriced = refuse;
            return this;
        }

        /** What becomes of calls that have a budget while the store is lost; {@link OnStoreLoss#LOCAL} by default. */
        public Builder onStoreLoss(OnStoreLoss action) {
            onStoreLoss = action;
            return this;
        }

        /**
         * The least number of processes that share the store, for what each may spend while it is lost; 1 by default. Where more are
         * alive, these count.
         *
         * @throws IllegalArgumentException when it is not positive
         */
        public Builder nodes(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("nodes must be at least 1, got " + count);
            }
            nodes = count;
            return this;
        }

        /** How long single usage rows are kept; {@link #DEFAULT_RETENTION} by default. Daily sums stay. */
        public Builder retention(Duration time) {
            retention = time;
            return this;
        }

        Builder clock(Clock source) {
            clock = source;
            return this;
        }

        Builder ticker(Ticker source) {
            ticker = source;
            return this;
        }

        /** The configuration. */
        public LedgerConfig build() {
            return new LedgerConfig(this);
        }
    }
}
