package dev.llmconnect.ledger.callers;

import dev.llmconnect.ledger.budget.Budget;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A caller: its name, permissions, budgets and limits. Immutable and thread-safe. */
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

    /** Returns a builder of a caller with all permissions and no budgets or limits. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Name of the caller, as in logs and usage. */
    public String name() {
        return name;
    }

    /** Tags of its calls; calls cannot override them. */
    public Map<String, String> tags() {
        return tags;
    }

    /**
     * Whether the caller may use a model. Check each route of a call, so that aliases and fallbacks cannot bypass it.
     *
     * @param provider provider of the route; empty if unknown
     * @param model model of the route
     */
    public boolean mayUse(String provider, String model) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> pattern.matches(provider, model));
    }

    /** Whether the caller may use a profile, including all its routes. */
    public boolean mayUseProfile(String profile) {
        return models.isEmpty() || models.stream().anyMatch(pattern -> pattern.matchesProfile(profile));
    }

    /** Patterns of the permitted models; empty if all are permitted. */
    public List<ModelPattern> models() {
        return models;
    }

    /** Budgets of the caller. */
    public List<Budget> budgets() {
        return budgets;
    }

    /** Limits of the caller. */
    public CallerLimits limits() {
        return limits;
    }

    /** Time from which the caller's keys are refused; empty for never. */
    public Optional<Instant> expires() {
        return Optional.ofNullable(expires);
    }

    /** Whether its keys are refused whatever the time. */
    public boolean isDisabled() {
        return disabled;
    }

    /** Whether the caller's keys are refused at a time: disabled or expired. */
    public boolean isRefused(Instant now) {
        return disabled || (expires != null && !now.isBefore(expires));
    }

    @Override
    public String toString() {
        return "Caller[" + name + "]";
    }

    /** Builder of a {@link Caller}. Not thread-safe. */
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

        /** Sets the tags of the caller's calls. Default: none. */
        public Builder tags(Map<String, String> value) {
            tags = Collections.unmodifiableMap(new LinkedHashMap<>(value));
            return this;
        }

        /** Sets the permitted models and profiles. Default: all. */
        public Builder models(List<ModelPattern> patterns) {
            models = patterns;
            return this;
        }

        /** Sets the budgets. Default: none. */
        public Builder budgets(List<Budget> value) {
            budgets = value;
            return this;
        }

        /** Sets the limits. Default: {@link CallerLimits#NONE}. */
        public Builder limits(CallerLimits value) {
            limits = value;
            return this;
        }

        /** Sets the time from which the keys are refused. Default: {@code null}, never. */
        public Builder expires(@Nullable Instant value) {
            expires = value;
            return this;
        }

        /** Sets whether the keys are refused. Default: {@code false}. */
        public Builder disabled(boolean value) {
            disabled = value;
            return this;
        }

        /** Creates the caller. */
        public Caller build() {
            return new Caller(this);
        }
    }
}
