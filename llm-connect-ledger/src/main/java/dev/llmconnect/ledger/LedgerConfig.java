package dev.llmconnect.ledger;

import dev.llmconnect.Ticker;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.prices.Prices;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.MemoryStore;
import java.time.Clock;
import java.time.Duration;

/** Configuration of a {@link Ledger}. Immutable and thread-safe. */
public final class LedgerConfig {
    /** Default retention of individual usage rows: 400 days. */
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

    /** Returns a builder with the bundled prices, no callers, no budgets and a store in memory. */
    public static Builder builder() {
        return new Builder();
    }

    /** Builder of a {@link LedgerConfig}. Not thread-safe. */
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

        /** Sets the store, which is closed with the ledger. Default: a {@link MemoryStore}. */
        public Builder store(LedgerStore value) {
            store = value;
            return this;
        }

        /** Sets the prices. Default: {@link Prices#bundled()}. */
        public Builder prices(Prices value) {
            prices = value;
            return this;
        }

        /** Sets the callers and their budgets. Default: {@link Callers#none()}, which accepts every caller. */
        public Builder callers(Callers value) {
            callers = value;
            return this;
        }

        /**
         * Sets whether calls with a budget are refused if their price is unknown. Default: {@code false}, they are made and
         * counted as unpriced.
         */
        public Builder refuseUnpriced(boolean value) {
            refusesUnpriced = value;
            return this;
        }

        /** Sets the handling of calls with a budget while the store is unavailable. Default: {@link OnStoreLoss#LOCAL}. */
        public Builder onStoreLoss(OnStoreLoss action) {
            onStoreLoss = action;
            return this;
        }

        /**
         * Sets the minimum number of processes that share the store, which determines the share of each while it is unavailable.
         * Default: 1. The number of live processes applies if it is larger.
         *
         * @throws IllegalArgumentException if {@code count} is not positive
         */
        public Builder nodes(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("nodes must be at least 1, got " + count);
            }
            nodes = count;
            return this;
        }

        /** Sets the retention of individual usage rows; daily sums are kept. Default: {@link #DEFAULT_RETENTION}. */
        public Builder retention(Duration value) {
            retention = value;
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

        /** Creates the configuration. */
        public LedgerConfig build() {
            return new LedgerConfig(this);
        }
    }
}
