package dev.llmconnect;

import java.util.List;

/** An input to embed. Every kind is immutable. */
public sealed interface EmbeddingInput permits EmbeddingInput.Text, EmbeddingInput.Tokens {
    /**
     * Text input.
     *
     * @param text text to embed
     */
    record Text(String text) implements EmbeddingInput {
        /** Returns the length of the text, never the text. */
        @Override
        public String toString() {
            return "Text[" + text.length() + " characters]";
        }
    }

    /**
     * Tokenized input for one specific model. Only OpenAI-compatible wire formats support it; others refuse it.
     *
     * @param ids token ids of the model's tokenizer
     */
    record Tokens(List<Integer> ids) implements EmbeddingInput {
        /** Copies {@code ids}. */
        public Tokens {
            ids = List.copyOf(ids);
        }

        /** Returns the number of tokens, never the ids. */
        @Override
        public String toString() {
            return "Tokens[" + ids.size() + "]";
        }
    }
}
