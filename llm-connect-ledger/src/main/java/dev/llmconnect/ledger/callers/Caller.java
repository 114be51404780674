package dev.llmconnect.ledger.callers;

import dev.llmconnect.ledger.budget.Budget;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who calls: a name, and what it may do. Immutable and thread-safe. */
public final class Caller {
    private final String name;
    private final Map<String, String> tags;
    private final List<ModelPattern> models;
    private final List<Budget> budgets;
    private final CallerLimits limits;
    private final @Nullable Instant expires;
    private final boolean disabled;

    private Caller(Builder builder) {
        name = builder.name;
        tags = builder.tags;
        models = List.copyOf(builder.models);
        budgets = List.copyOf(builder.budgets);
        limits = builder.limits;
        expires = builder.expires;
        disabled = builder.disabled;
    }

    /** Starts with a caller that may ask for everything, without a budget. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The name, which stands in logs and usage. */
    public String name() {
        return name;
    }

    /** What its calls are counted by; a call cannot change them. */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Whether it may use a model. To be asked for each route that a call takes, so that neither another name of a model nor a fallback is a
     * way round it.
     *
     * @param provider the provider that would be asked; empty when not known
     * @param model the model
     */
    public boolean mayUse(String provider, String model) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> pattern.matches(provider, model));
    }

    /** Whether it may use a profile, with whatever the profile leads to. */
    public boolean mayUseProfile(String profile) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> pattern.matchesProfile(profile));
    }

    /** The patterns of the models that it may use; empty when all. */
    public List<ModelPattern> models() {
        return models;
    }

    /** Its budgets. */
    public List<Budget> budgets() {
        return budgets;
    }

    /** Its limits. */
    public CallerLimits limits() {
        return limits;
    }

    /** From when on its keys are refused. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** Whether its keys are refused at a moment. */
    public boolean isRefused(Instant now) {
        return disabled || (expires != null && !now.isBefore(expires));
    }

    @Override
    public String toString() {
        return "Caller[" + name + "]";
    }

    /** Sets what a caller may do. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private Map<String, String> tags = Map.of();
        private List<ModelPattern> models = List.of();
        private List<Budget> budgets = List.of();
        private CallerLimits limits = CallerLimits.NONE;
        private @Nullable Instant expires;
        private boolean disabled;

        private Builder(String name) {
            this.name = name;
        }

        /** What its calls are counted by; nothing by default. */
        public Builder tags(Map<String, String> all) {
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(all));
            return this;
        }

        /** The models and profiles that it may use; all by default. */
        public Builder models(List<ModelPattern> patterns) {
            models = patterns;
            return this;
        }

        /** Its budgets; none by default. */
        public Builder budgets(List<Budget> all) {
            budgets = all;
            return this;
        }

        /** Its limits; none by default. */
        public Builder limits(CallerLimits all) {
            limits = all;
            return this;
        }

        /** From when on its keys are refused; never by default. */
        public Builder expires(@Nullable Instant time) {
            expires = time;
            return this;
        }

        /** Whether its keys are refused; not by default. */
        public Builder disabled(boolean refused) {
            disabled = refused;
            return this;
        }

        /** The caller. */
        public Caller build() {
            return new Caller(this);
        }
    }
}
