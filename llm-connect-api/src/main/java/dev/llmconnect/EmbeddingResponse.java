package dev.llmconnect;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The vectors of an {@link EmbeddingRequest}. Immutable and thread-safe. */
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

    /** Starts without vectors. */
    public static Builder builder() {
        return new Builder();
    }

    /** The model that answered, as the provider names it. */
    public String model() {
        return model;
    }

    /** The vectors, one for each input, in the inputs' order. */
    public List<Embedding> embeddings() {
        return embeddings;
    }

    /** The tokens of the inputs; embeddings have no others. */
    public Usage usage() {
        return usage;
    }

    /** What is known beyond the other fields. */
    public ResponseMetadata metadata() {
        return metadata;
    }

    /** This answer with changed metadata, for example {@code withMetadata(m -> m.profile("fast"))}. */
    public EmbeddingResponse withMetadata(UnaryOperator<ResponseMetadata.Builder> change) {
        return toBuilder().metadata(change).build();
    }

    /** A builder that starts as a copy. */
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

    /** Names the answer, never its content. */
    @Override
    public String toString() {
        return "EmbeddingResponse[" + model + ", " + embeddings.size() + " embedding(s)]";
    }

    /** Sets the parts of an answer. Not thread-safe. */
    public static final class Builder {
        private String model = "";
        private List<Embedding> embeddings = List.of();
        private Usage usage = Usage.NONE;
        private ResponseMetadata metadata = ResponseMetadata.NONE;

        private Builder() {}

        /** The model that answered. */
        public Builder model(String name) {
            model = name;
            return this;
        }

        /** Replaces the vectors. */
        public Builder embeddings(List<Embedding> inOrder) {
            embeddings = List.copyOf(inOrder);
            return this;
        }

        /** The tokens of the inputs. */
        public Builder usage(Usage counted) {
            usage = counted;
            return this;
        }

        /** Replaces the metadata. */
        public Builder metadata(ResponseMetadata known) {
            metadata = known;
            return this;
        }

        /** Changes the metadata, for example {@code metadata(m -> m.profile("fast"))}. */
        public Builder metadata(UnaryOperator<ResponseMetadata.Builder> change) {
            metadata = change.apply(metadata.toBuilder()).build();
            return this;
        }

        /** The answer. */
        public EmbeddingResponse build() {
            return new EmbeddingResponse(this);
        }
    }
}
