package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BooleanTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "on", "TRUE", "Yes", " on "})
    void readsTrue(String text) {
        assertThat(BooleanText.parse(text)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", "off", "FALSE", "No", " off "})
    void readsFalse(String text) {
        assertThat(BooleanText.parse(text)).contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "y", "enabled", "true false"})
    void readsNothingElse(String text) {
        assertThat(BooleanText.parse(text)).isEmpty();
    }
}
