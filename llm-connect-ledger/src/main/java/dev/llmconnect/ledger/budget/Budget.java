package dev.llmconnect.ledger.budget;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.store.BudgetWindow;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An amount of money per period, for a scope. Immutable and thread-safe. */
public final class Budget {
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}|\\p{Cs}");

    private final String scope;
    private final long limitNanos;
    private final Period period;
    private final ZoneId zone;
    private final OnExhausted onExhausted;
    private final boolean refusesUnpriced;
    /** Last requested period, which nearly always is the one of the next call. */
    private volatile @Nullable BudgetWindow window;

    private Budget(Builder builder) {
        scope = builder.scope;
        limitNanos = builder.limitNanos;
        period = builder.period;
        zone = builder.zone;
        onExhausted = builder.onExhausted;
        refusesUnpriced = builder.refusesUnpriced;
    }

    /**
     * Returns a builder of a budget without a period.
     *
     * @param scope scope of the budget, for example {@code caller:alice}, {@code tag:team=triage}, {@code profile:balanced} or
     *     {@code server}
     * @param usd amount in US dollars
     * @throws LLMConfigurationException if the amount is negative or exceeds 9 billion dollars
     */
    public static Builder builder(String scope, BigDecimal usd) {
        try {
            return new Builder(scope, NanoDollars.of(usd));
        } catch (ArithmeticException e) {
            throw new LLMConfigurationException("the budget of " + scope + " is more than 9 billion dollars");
        }
    }

    /** Scope of the budget. */
    public String scope() {
        return scope;
    }

    /** Amount in nano-dollars. */
    public long limitNanos() {
        return limitNanos;
    }

    /** Period after which the budget is renewed. */
    public Period period() {
        return period;
    }

    /** Handling of a running call that exceeds the budget. */
    public OnExhausted onExhausted() {
        return onExhausted;
    }

    /** Whether calls with an unknown price are refused. */
    public boolean refusesUnpriced() {
        return refusesUnpriced;
    }

    /** Returns a copy for another scope. */
    public Budget withScope(String other) {
        Builder budget = new Builder(other, limitNanos);
        return budget.period(period)
                .zone(zone)
                .onExhausted(onExhausted)
                .refuseUnpriced(refusesUnpriced)
                .build();
    }

    /** Returns the period that contains a time. */
    public BudgetWindow window(Instant time) {
        BudgetWindow last = window;
        if (last != null && !time.isBefore(last.start()) && time.isBefore(last.end())) {
            return last;
        }
        // Values of tags come from callers; the store keeps names one a line.
        BudgetWindow now = new BudgetWindow(
                CONTROLS.matcher(scope).replaceAll("?") + "/" + period.value(),
                period.start(time, zone),
                period.end(time, zone),
                limitNanos);
        window = now;
        return now;
    }

    @Override
    public String toString() {
        return "Budget[" + scope + ", $" + NanoDollars.toUsd(limitNanos).toPlainString() + " per " + period.value()
                + "]";
    }

    /** Builder of a {@link Budget}. Not thread-safe. */
    public static final class Builder {
        private final String scope;
        private final long limitNanos;
        private Period period = Period.TOTAL;
        private ZoneId zone = ZoneOffset.UTC;
        private OnExhausted onExhausted = OnExhausted.FINISH;
        private boolean refusesUnpriced;

        private Builder(String scope, long limitNanos) {
            this.scope = scope;
            this.limitNanos = limitNanos;
            if (limitNanos < 0) {
                throw new LLMConfigurationException("the budget of " + scope + " is negative");
            }
        }

        /** Sets the period after which the budget is renewed. Default: {@link Period#TOTAL}, never. */
        public Builder period(Period value) {
            period = value;
            return this;
        }

        /** Sets the time zone of the periods. Default: UTC. */
        public Builder zone(ZoneId value) {
            zone = value;
            return this;
        }

        /** Sets the handling of a running call that exceeds the budget. Default: {@link OnExhausted#FINISH}. */
        public Builder onExhausted(OnExhausted value) {
            onExhausted = value;
            return this;
        }

        /**
         * Sets whether calls with an unknown price are refused. Default: {@code false}, they are made and counted as unpriced.
         */
        public Builder refuseUnpriced(boolean value) {
            refusesUnpriced = value;
            return this;
        }

        /** Creates the budget. */
        public Budget build() {
            return new Budget(this);
        }
    }
}
