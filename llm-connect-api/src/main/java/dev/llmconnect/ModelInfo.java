package dev.llmconnect;

import java.util.Objects;
import java.util.OptionalLong;

/** A model that an adapter can be asked for. Immutable and thread-safe. */
public final class ModelInfo {
    private final String id;
    private final String provider;
    private final OptionalLong contextTokens;
    private final OptionalLong maxOutputTokens;

    private ModelInfo(Builder builder) {
        id = builder.id;
        provider = builder.provider;
        contextTokens = builder.contextTokens;
        maxOutputTokens = builder.maxOutputTokens;
    }

    /** A model of which only the name is known. */
    public static ModelInfo of(String id, String provider) {
        return builder(id, provider).build();
    }

    /**
     * Starts with nothing known but the name.
     *
     * @param id the name to ask by
     * @param provider the provider that serves it
     */
    public static Builder builder(String id, String provider) {
        return new Builder(id, provider);
    }

    /** The name to ask by. */
    public String id() {
        return id;
    }

    /** The provider that serves it. */
    public String provider() {
        return provider;
    }

    /** The context window in tokens, where known. */
    public OptionalLong contextTokens() {
        return contextTokens;
    }

    /** The maximum output in tokens, where known. */
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelInfo model
                && id.equals(model.id)
                && provider.equals(model.provider)
                && contextTokens.equals(model.contextTokens)
                && maxOutputTokens.equals(model.maxOutputTokens);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, provider, contextTokens, maxOutputTokens);
    }

    @Override
    public String toString() {
        return "ModelInfo[" + provider + "/" + id + "]";
    }

    /** Sets what is known of a model. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final String provider;
        private OptionalLong contextTokens = OptionalLong.empty();
        private OptionalLong maxOutputTokens = OptionalLong.empty();

        private Builder(String id, String provider) {
            this.id = id;
            this.provider = provider;
        }

        /** The context window in tokens; unknown by default. */
        public Builder contextTokens(OptionalLong tokens) {
            contextTokens = tokens;
            return this;
        }

        /** The maximum output in tokens; unknown by default. */
        public Builder maxOutputTokens(OptionalLong tokens) {
            maxOutputTokens = tokens;
            return this;
        }

        /** The model. */
        public ModelInfo build() {
            return new ModelInfo(this);
        }
    }
}
