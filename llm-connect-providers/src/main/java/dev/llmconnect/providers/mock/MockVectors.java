package dev.llmconnect.providers.mock;

import dev.llmconnect.Embedding;
import dev.llmconnect.EmbeddingInput;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.Usage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Makes up vectors of length 1: the sum of one that belongs to each word, so that texts with many words in common have vectors that
 * are close. The same text always has the same vector, in every JVM.
 */
final class MockVectors {
    /** How long a vector is when nobody asks for a length. */
    static final int DIMENSIONS = 8;

    private MockVectors() {}

    static EmbeddingResponse of(EmbeddingRequest request, String model) {
        int dimensions = request.dimensions().orElse(DIMENSIONS);
        List<List<?>> words =
                request.inputs().stream().<List<?>>map(MockVectors::words).toList();
        long tokens = words.stream().mapToLong(List::size).sum();
        return EmbeddingResponse.builder()
                .model(model)
                .embeddings(words.stream().map(of -> vector(of, dimensions)).toList())
                .usage(Usage.of(tokens, 0))
                .build();
    }

    private static List<?> words(EmbeddingInput input) {
        return input instanceof EmbeddingInput.Text text
                ? Arrays.asList(text.text().toLowerCase(Locale.ROOT).strip().split("\\W+"))
                : ((EmbeddingInput.Tokens) input).ids();
    }

    private static Embedding vector(List<?> words, int dimensions) {
        double[] sum = new double[dimensions];
        for (Object word : words) {
            // Its algorithm is part of its specification, and so the same everywhere; as are the hash codes.
            Random own = new Random(word.hashCode());
            for (int i = 0; i < dimensions; i++) {
                sum[i] += own.nextDouble() - 0.5;
            }
        }
        double length = Math.sqrt(Arrays.stream(sum).map(value -> value * value).sum());
        float[] values = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            values[i] = (float) (length == 0 ? 0 : sum[i] / length);
        }
        return Embedding.of(values);
    }
}
