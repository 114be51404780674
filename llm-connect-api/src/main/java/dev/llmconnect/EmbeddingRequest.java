package dev.llmconnect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A call that asks for vectors instead of words: one for each input. Its {@link #config()} names the model and the timeout; temperature
 * and max_tokens have no meaning here, and a call that sets one is refused. Immutable and thread-safe.
 */
public final class EmbeddingRequest extends LLMCall {
    private final List<EmbeddingInput> inputs;
    private final OptionalInt dimensions;

    private EmbeddingRequest(Builder builder) {
        super(builder);
        inputs = List.copyOf(builder.inputs);
        dimensions = builder.dimensions;
    }

    private EmbeddingRequest(EmbeddingRequest request, RunConfig config, CallContext context) {
        super(request, config, context);
        inputs = request.inputs;
        dimensions = request.dimensions;
    }

    /** One text, asked of one model. */
    public static EmbeddingRequest of(String text, String model) {
        return builder()
                .text(text)
                .config(RunConfig.builder().modelName(model).build())
                .build();
    }

    /** Starts with no input. */
    public static Builder builder() {
        return new Builder();
    }

    /** What the vectors are asked for, in the order of the answer. */
    public List<EmbeddingInput> inputs() {
        return inputs;
    }

    /** How long each vector shall be; the model's own length by default. */
    public OptionalInt dimensions() {
        return dimensions;
    }

    @Override
    public EmbeddingRequest begin() {
        return context().hasBegun() ? this : copy(config(), context().begin());
    }

    @Override
    EmbeddingRequest copy(RunConfig values, CallContext context) {
        return new EmbeddingRequest(this, values, context);
    }

    @Override
    void checkAsked() {
        if (inputs.isEmpty()) {
            throw new LLMInvalidRequestException("a request for embeddings needs at least one input");
        }
        refuse("temperature", config().temperatureIfSet());
        refuse("max_tokens", config().maxTokensIfSet());
    }

    private static void refuse(String field, Optional<?> value) {
        if (value.isPresent()) {
            throw new LLMInvalidRequestException(field + " has no meaning for embeddings: leave it out");
        }
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder().startedAs(this).inputs(inputs);
        builder.dimensions = dimensions;
        return builder;
    }

    /** Names the call, never what is asked. */
    @Override
    public String toString() {
        return "EmbeddingRequest[" + requestId() + ", " + inputs.size() + " input(s), depth " + depth() + "]";
    }

    /** Sets the parts of a request. Not thread-safe. */
    public static final class Builder extends LLMCall.Builder<Builder> {
        private final List<EmbeddingInput> inputs = new ArrayList<>();
        private OptionalInt dimensions = OptionalInt.empty();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Adds a text. */
        public Builder text(String text) {
            return input(new EmbeddingInput.Text(text));
        }

        /** Adds an input. */
        public Builder input(EmbeddingInput input) {
            inputs.add(input);
            return this;
        }

        /** Replaces the inputs. */
        public Builder inputs(List<? extends EmbeddingInput> all) {
            inputs.clear();
            inputs.addAll(all);
            return this;
        }

        /**
         * How long each vector shall be; the model's own length by default. Models that cannot shorten their vectors refuse it.
         *
         * @throws LLMInvalidRequestException when it is not positive
         */
        public Builder dimensions(int length) {
            if (length < 1) {
                throw new LLMInvalidRequestException("dimensions must be at least 1, got " + length);
            }
            dimensions = OptionalInt.of(length);
            return this;
        }

        @Override
        public EmbeddingRequest build() {
            return new EmbeddingRequest(this);
        }
    }
}
