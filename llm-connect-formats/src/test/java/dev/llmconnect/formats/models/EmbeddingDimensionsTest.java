package dev.llmconnect.formats.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingDimensionsTest {
    @ParameterizedTest
    @CsvSource({
        "text-embedding-3-large, 3072",
        "openai/text-embedding-3-small, 1536",
        "TEXT-EMBEDDING-ADA-002, 1536",
        "gemini-embedding-001, 3072",
        "embed-english-light-v3.0, 384",
        "cohere/embed-multilingual-v3.0, 1024",
        "nomic-embed-text:v1.5, 768"
    })
    void theLengthOfAKnownModelIsThatOfItsVendor(String model, int dimensions) {
        assertThat(EmbeddingDimensions.bundled().of(model)).hasValue(dimensions);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "my-text-embedding-3-largest", "gpt-5", "text-embedding-3-large-custom"})
    void thatOfAnyOtherIsNotKnown(String model) {
        assertThat(EmbeddingDimensions.bundled().of(model)).isEmpty();
    }

    @Test
    void aLineThatIsNoRuleIsNamed() {
        assertThatThrownBy(() -> EmbeddingDimensions.parse(List.of("many  model")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("many  model");
    }
}
