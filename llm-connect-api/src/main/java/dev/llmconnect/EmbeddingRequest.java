package dev.llmconnect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A request for embeddings, one per input. Its {@link #config()} sets the model and the timeout; a request that sets temperature
 * or max_tokens is refused. Immutable and thread-safe.
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

    /** Creates a request with one text input. */
    public static EmbeddingRequest of(String text, String model) {
        return builder()
                .text(text)
                .config(RunConfig.builder().modelName(model).build())
                .build();
    }

    /** Returns a builder with no inputs. */
    public static Builder builder() {
        return new Builder();
    }

    /** Inputs, in the order of the returned vectors. */
    public List<EmbeddingInput> inputs() {
        return inputs;
    }

    /** Requested number of dimensions; empty for the model's default. */
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
            throw new LLMInvalidRequestException(field + " does not apply to embeddings; remove it");
        }
    }

    @Override
    public Builder toBuilder() {
        Builder builder = new Builder().startedAs(this).inputs(inputs);
        builder.dimensions = dimensions;
        return builder;
    }

    /** Returns the request id, the number of inputs and the depth, never their content. */
    @Override
    public String toString() {
        return "EmbeddingRequest[" + requestId() + ", " + inputs.size() + " input(s), depth " + depth() + "]";
    }

    /** Builder of an {@link EmbeddingRequest}. Not thread-safe. */
    public static final class Builder extends LLMCall.Builder<Builder> {
        private final List<EmbeddingInput> inputs = new ArrayList<>();
        private OptionalInt dimensions = OptionalInt.empty();

        private Builder() {}

        @Override
        Builder self() {
            return this;
        }

        /** Adds a text input. */
        public Builder text(String text) {
            return input(new EmbeddingInput.Text(text));
        }

        /** Adds an input. */
        public Builder input(EmbeddingInput input) {
            inputs.add(input);
            return this;
        }

        /** Replaces the inputs. */
        public Builder inputs(List<? extends EmbeddingInput> value) {
            inputs.clear();
            inputs.addAll(value);
            return this;
        }

        /**
         * Sets the number of dimensions; models that cannot shorten their vectors refuse it. Default: the model's.
         *
         * @throws LLMInvalidRequestException if {@code count} is not positive
         */
        public Builder dimensions(int count) {
            if (count < 1) {
                throw new LLMInvalidRequestException("dimensions must be at least 1, got " + count);
            }
            dimensions = OptionalInt.of(count);
            return this;
        }

        @Override
        public EmbeddingRequest build() {
            return new EmbeddingRequest(this);
        }
    }
}
