package dev.llmconnect;

import java.util.Arrays;

/** Embedding vector of an input. Vectors of different models are not comparable. Immutable and thread-safe. */
public final class Embedding {
    private final float[] values;

    private Embedding(float[] values) {
        this.values = values;
    }

    /** Creates a vector with a copy of these values. */
    public static Embedding of(float... values) {
        return new Embedding(values.clone());
    }

    /** Number of values. */
    public int dimensions() {
        return values.length;
    }

    /**
     * Returns the value at an index.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < dimensions()}
     */
    public float value(int index) {
        return values[index];
    }

    /** Returns a copy of the values. */
    public float[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Embedding embedding && Arrays.equals(values, embedding.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** Returns the number of dimensions, never the values. */
    @Override
    public String toString() {
        return "Embedding[" + values.length + "]";
    }
}
