package dev.llmconnect;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** Response to an {@link EmbeddingRequest}. Immutable and thread-safe. */
public final class EmbeddingResponse {
    private final String model;
    private final List<Embedding> embeddings;
    private final Usage usage;
    private final ResponseMetadata metadata;

    private EmbeddingResponse(Builder builder) {
        model = builder.model;
        embeddings = builder.embeddings;
        usage = builder.usage;
        metadata = builder.metadata;
    }

    /** Returns a builder with no vectors. */
    public static Builder builder() {
        return new Builder();
    }

    /** The model that answered, as the provider names it. */
    public String model() {
        return model;
    }

    /** Vectors, one per input, in the order of the inputs. */
    public List<Embedding> embeddings() {
        return embeddings;
    }

    /** Tokens used. Embeddings have input tokens only. */
    public Usage usage() {
        return usage;
    }

    /** Metadata of the call. */
    public ResponseMetadata metadata() {
        return metadata;
    }

    /** Returns a copy with modified metadata, for example {@code withMetadata(m -> m.profile("fast"))}. */
    public EmbeddingResponse withMetadata(UnaryOperator<ResponseMetadata.Builder> change) {
        return toBuilder().metadata(change).build();
    }

    /** Returns a builder with the values of this response. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.model = model;
        builder.embeddings = embeddings;
        builder.usage = usage;
        builder.metadata = metadata;
        return builder;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmbeddingResponse response
                && model.equals(response.model)
                && embeddings.equals(response.embeddings)
                && usage.equals(response.usage)
                && metadata.equals(response.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(model, embeddings, usage, metadata);
    }

    /** Returns the model and the number of vectors, never their values. */
    @Override
    public String toString() {
        return "EmbeddingResponse[" + model + ", " + embeddings.size() + " embedding(s)]";
    }

    /** Builder of an {@link EmbeddingResponse}. Not thread-safe. */
    public static final class Builder {
        private String model = "";
        private List<Embedding> embeddings = List.of();
        private Usage usage = Usage.NONE;
        private ResponseMetadata metadata = ResponseMetadata.NONE;

        private Builder() {}

        /** Sets the model that answered. Default: empty. */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /** Replaces the vectors. */
        public Builder embeddings(List<Embedding> value) {
            embeddings = List.copyOf(value);
            return this;
        }

        /** Sets the tokens used. Default: {@link Usage#NONE}. */
        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Replaces the metadata. */
        public Builder metadata(ResponseMetadata value) {
            metadata = value;
            return this;
        }

        /** Modifies the metadata, for example {@code metadata(m -> m.profile("fast"))}. */
        public Builder metadata(UnaryOperator<ResponseMetadata.Builder> change) {
            metadata = change.apply(metadata.toBuilder()).build();
            return this;
        }

        /** Creates the response. */
        public EmbeddingResponse build() {
            return new EmbeddingResponse(this);
        }
    }
}
