package dev.llmconnect.internal;

import dev.llmconnect.Embedding;
import java.util.AbstractList;

/** The numbers of a vector as a list for JSON, each boxed only when it is written. Immutable and thread-safe. */
public final class EmbeddingValues extends AbstractList<Float> {
    private final Embedding vector;

    /** @param vector the vector to list */
    public EmbeddingValues(Embedding vector) {
        this.vector = vector;
    }

    @Override
    public Float get(int index) {
        return vector.value(index);
    }

    @Override
    public int size() {
        return vector.dimensions();
    }
}
