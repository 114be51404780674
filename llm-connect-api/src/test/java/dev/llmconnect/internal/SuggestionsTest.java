package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionsTest {
    private static final List<String> KNOWN = List.of("openai", "openrouter", "mock");

    @Test
    void guessesASlipOfTheFinger() {
        assertThat(Suggestions.closest("opnrouter", KNOWN)).contains("openrouter");
        assertThat(Suggestions.didYouMean("mok", KNOWN)).isEqualTo("; did you mean `mock`?");
    }

    @Test
    void doesNotGuessWildlyOrLookAtHugeNames() {
        assertThat(Suggestions.didYouMean("bedrock", List.of("mistral"))).isEmpty();
        assertThat(Suggestions.closest("", KNOWN)).isEmpty();
        assertThat(Suggestions.closest("m".repeat(100_000), KNOWN)).isEmpty();
    }

    @Test
    void prefersANameThatDiffersOnlyInCaseAndSeparators() {
        assertThat(Suggestions.closest("baseURL", List.of("base_url", "api_key")))
                .contains("base_url");
        assertThat(Suggestions.closest("OPEN-AI", KNOWN)).contains("openai");
    }
}
