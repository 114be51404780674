package dev.llmconnect.formats.wire;

import dev.llmconnect.Embedding;
import dev.llmconnect.formats.json.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Collects the vectors of an answer: exactly one for each input, all of one length, and of the length that was asked for. Whatever
 * else comes is a malformed answer, since vectors that stand for the wrong text do their harm unseen. Not thread-safe.
 */
public final class Vectors {
    private final EmbeddingCall call;
    private final @Nullable Embedding[] byIndex;

    /** None yet. */
    public Vectors(EmbeddingCall call) {
        this.call = call;
        this.byIndex = new @Nullable Embedding[call.request().inputs().size()];
    }

    /** The vectors of an answer that gives them in the order of the inputs. */
    public static List<Embedding> inOrder(List<JsonNode> vectors, EmbeddingCall call) {
        Vectors all = new Vectors(call);
        if (vectors.size() != all.byIndex.length) {
            throw all.malformed("it has " + vectors.size() + " embeddings for " + all.byIndex.length + " inputs");
        }
        for (int i = 0; i < vectors.size(); i++) {
            all.put(i, vectors.get(i));
        }
        return all.all();
    }

    /** The vector of the input at that place, as an array of numbers. */
    public void put(long index, JsonNode vector) {
        if (index < 0 || index >= byIndex.length || byIndex[(int) index] != null) {
            throw malformed("an embedding is for input " + index + " of " + byIndex.length
                    + (index < 0 || index >= byIndex.length ? "" : ", which already has one"));
        }
        byIndex[(int) index] = embedding(vector);
    }

    /** One vector for each input. */
    public List<Embedding> all() {
        List<Embedding> all = new ArrayList<>(byIndex.length);
        for (Embedding embedding : byIndex) {
            if (embedding == null) {
                throw malformed("it has no embedding for input " + all.size() + " of " + byIndex.length);
            }
            all.add(embedding);
        }
        int length = all.get(0).dimensions();
        if (all.stream().anyMatch(embedding -> embedding.dimensions() != length)) {
            throw malformed("its embeddings are of different lengths");
        }
        OptionalInt asked = call.request().dimensions();
        if (asked.isPresent() && asked.getAsInt() != length) {
            throw malformed(
                    "its embeddings have " + length + " dimensions instead of the requested " + asked.getAsInt());
        }
        return all;
    }

    private Embedding embedding(JsonNode vector) {
        if (!(vector.raw() instanceof List<?> numbers) || numbers.isEmpty()) {
            throw malformed("an embedding is not an array of numbers");
        }
        float[] values = new float[numbers.size()];
        Arrays.fill(values, Float.NaN);
        for (int i = 0; i < values.length; i++) {
            if (numbers.get(i) instanceof Number number) {
                values[i] = number.floatValue();
            }
            if (!Float.isFinite(values[i])) {
                throw malformed("an embedding has a value that is not a number");
            }
        }
        return Embedding.of(values);
    }

    private RuntimeException malformed(String what) {
        return call.failures().malformed(what);
    }
}
