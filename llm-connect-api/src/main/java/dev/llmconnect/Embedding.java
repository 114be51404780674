package dev.llmconnect;

import java.util.Arrays;

/** A vector that stands for a text. Vectors of different models must not be compared. Immutable and thread-safe. */
public final class Embedding {
    private final float[] values;

    private Embedding(float[] values) {
        this.values = values;
    }

    /** A vector with a copy of these values. */
    public static Embedding of(float... values) {
        return new Embedding(values.clone());
    }

    /** How many values it has. */
    public int dimensions() {
        return values.length;
    }

    /**
     * One of the values.
     *
     * @throws IndexOutOfBoundsException unless {@code 0 <= index < dimensions()}
     */
    public float value(int index) {
        return values[index];
    }

    /** A copy of the values. */
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

    /** Tells its size only. */
    @Override
    public String toString() {
        return "Embedding[" + values.length + "]";
    }
}
