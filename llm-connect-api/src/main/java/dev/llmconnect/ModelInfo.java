package dev.llmconnect;

import java.util.Objects;
import java.util.OptionalLong;

/** Description of a model. Immutable and thread-safe. */
public final class ModelInfo {
    private final String id;
    private final String provider;
    private final OptionalLong contextTokens;
    private final OptionalLong maxOutputTokens;
    private final boolean hidden;

    private ModelInfo(Builder builder) {
        id = builder.id;
        provider = builder.provider;
        contextTokens = builder.contextTokens;
        maxOutputTokens = builder.maxOutputTokens;
        hidden = builder.hidden;
    }

    /** Creates a description with no limits. */
    public static ModelInfo of(String id, String provider) {
        return builder(id, provider).build();
    }

    /**
     * Returns a builder with no limits.
     *
     * @param id name of the model in requests
     * @param provider provider that serves the model
     */
    public static Builder builder(String id, String provider) {
        return new Builder(id, provider);
    }

    /** Name of the model in requests. */
    public String id() {
        return id;
    }

    /** Provider that serves the model. */
    public String provider() {
        return provider;
    }

    /** Context window in tokens; empty if unknown. */
    public OptionalLong contextTokens() {
        return contextTokens;
    }

    /** Maximum number of output tokens; empty if unknown. */
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /**
     * Whether lists for clients leave the model out unless they ask for all: it is simulated, or the provider of its profile has no key.
     */
    public boolean isHidden() {
        return hidden;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInfo model
                && id.equals(model.id)
                && provider.equals(model.provider)
                && contextTokens.equals(model.contextTokens)
                && maxOutputTokens.equals(model.maxOutputTokens)
                && hidden == model.hidden;
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, provider, contextTokens, maxOutputTokens);
    }

    @Override
    public String toString() {
        return "ModelInfo[" + provider + "/" + id + "]";
    }

    /** Builder of a {@link ModelInfo}. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final String provider;
        private OptionalLong contextTokens = OptionalLong.empty();
        private OptionalLong maxOutputTokens = OptionalLong.empty();
        private boolean hidden;

        private Builder(String id, String provider) {
            this.id = id;
            this.provider = provider;
        }

        /** Sets the context window in tokens. Default: unknown. */
        public Builder contextTokens(OptionalLong tokens) {
            contextTokens = tokens;
            return this;
        }

        /** Sets the maximum number of output tokens. Default: unknown. */
        public Builder maxOutputTokens(OptionalLong tokens) {
            maxOutputTokens = tokens;
            return this;
        }

        /** Sets {@link ModelInfo#isHidden()}. Default: {@code false}. */
        public Builder hidden(boolean value) {
            hidden = value;
            return this;
        }

        /** Creates the description. */
        public ModelInfo build() {
            return new ModelInfo(this);
        }
    }
}
