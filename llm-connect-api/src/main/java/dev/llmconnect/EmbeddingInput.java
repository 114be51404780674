package dev.llmconnect;

import java.util.List;

/** What one vector is asked for. Every kind is immutable. */
public sealed interface EmbeddingInput permits EmbeddingInput.Text, EmbeddingInput.Tokens {
    /**
     * Words.
     *
     * @param text the words
     */
    record Text(String text) implements EmbeddingInput {
        /** Tells how much it is, never what it says. */
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * Words that were cut into tokens for one certain model. Only OpenAI-compatible wire formats carry them, others refuse them.
     *
     * @param ids the tokens, by the model's own numbers
     */
    record Tokens(List<Integer> ids) implements EmbeddingInput {
        /** Copies {@code ids}. */
        public Tokens {
            ids = List.copyOf(ids);
        }

        /** Tells how much it is, never what it says. */
        @Override
        public String toString() {
            return "Tokens[" + ids.size() + "]";
        }
    }
}
