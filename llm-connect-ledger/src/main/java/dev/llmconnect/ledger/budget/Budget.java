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

/** An amount of money that may be spent in a period, and by whom. Immutable and thread-safe. */
public final class Budget {
    private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}|\\p{Cs}");

    private final String scope;
    private final long limitNanos;
    private final Period period;
    private final ZoneId zone;
    private final OnExhausted onExhausted;
    private final boolean refusesUnpriced;
    /** The period that was asked for last, which is nearly always that of the next call. */
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
     * Starts with an amount for all time.
     *
     * @param scope who spends it, for example {@code caller:alice}, {@code tag:team=triage}, {@code profile:balanced} or {@code server}
     * @param usd US dollars
     * @throws LLMConfigurationException when the amount is negative, or more than 9 billion dollars
     */
    public static Builder builder(String scope, BigDecimal usd) {
        try {
            return new Builder(scope, NanoDollars.of(usd));
        } catch (ArithmeticException e) {
            throw new LLMConfigurationException("the budget of " + scope + " is more than 9 billion dollars");
        }
    }

    /** Who spends it. */
    public String scope() {
        return scope;
    }

    /** The amount, in nano-dollars. */
    public long limitNanos() {
        return limitNanos;
    }

    /** How often it begins anew. */
    public Period period() {
        return period;
    }

    /** What becomes of a call that needs more than is left. */
    public OnExhausted onExhausted() {
        return onExhausted;
    }

    /** Whether a call whose price nobody knows is refused. */
    public boolean refusesUnpriced() {
        return refusesUnpriced;
    }

    /** The same amount for somebody else. */
    public Budget of(String other) {
        Builder budget = new Builder(other, limitNanos);
        return budget.period(period)
                .zone(zone)
                .onExhausted(onExhausted)
                .refuseUnpriced(refusesUnpriced)
                .build();
    }

    /** The period that a moment is in, for the store. */
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

    /** Sets what a budget is. Not thread-safe. */
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

        /** How often it begins anew; never by default. */
        public Builder period(Period value) {
            period = value;
            return this;
        }

        /** The time zone of its periods; UTC by default. */
        public Builder zone(ZoneId value) {
            zone = value;
            return this;
        }

        /** What becomes of a call that needs more than is left; {@link OnExhausted#FINISH} by default. */
        public Builder onExhausted(OnExhausted value) {
            onExhausted = value;
            return this;
        }

        /** Whether a call whose price nobody knows is refused; by default it is made, and counted as unpriced. */
        public Builder refuseUnpriced(boolean refuse) {
            refusesUnpriced = refuse;
            return this;
        }

        /** The budget. */
        public Budget build() {
            return new Budget(this);
        }
    }
}
