package dev.llmconnect.formats.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextWindowsTest {
    @ParameterizedTest
    @CsvSource({
        "gpt-4,8192",
        "gpt-4-turbo-2024-04-09,128000",
        "openai/gpt-4o-mini,128000",
        "gpt-4.1-nano,1047576",
        "gpt-5.1-codex-mini,400000",
        "openai/gpt-5.5-pro,1050000",
        "o3,200000",
        "o3-mini-2025-01-31,200000",
        "anthropic/claude-sonnet-4,200000",
        "claude-sonnet-4-5-20250929,200000",
        "us.anthropic.claude-opus-4-7-v1:0,1000000",
        "Claude-Sonnet-4.6,1000000",
        "gemini-2.5-flash,1048576",
        "google/gemini-3.1-pro-preview,1048576",
        "mistral-large-latest,262144"
    })
    void theWindowOfAModelIsKnownByAnyOfItsNames(String model, long tokens) {
        assertThat(ContextWindows.bundled().of(model)).hasValue(tokens);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-oss-120b",
                "gpt-4o-realtime-preview",
                "gpt-4o-search-preview",
                "gemini-2.5-flash-image",
                "text-embedding-3-small",
                "llama-3.3-70b",
                "gpt-44",
                "my-own-model",
                ""
            })
    void ofOthersNothingIsSaid(String model) {
        assertThat(ContextWindows.bundled().of(model)).isEmpty();
    }

    @Test
    void theFirstRuleThatFitsDecides() {
        ContextWindows windows = ContextWindows.parse(List.of("unknown x-mini", "1000  x"));
        assertThat(windows.of("x-mini")).isEmpty();
        assertThat(windows.of("X-large")).isEqualTo(OptionalLong.of(1000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"many x", "0 x", "1000", "9999999999 x"})
    void aLineThatIsNoRuleIsNamed(String line) {
        assertThatThrownBy(() -> ContextWindows.parse(List.of(line))).hasMessage("no context window: " + line);
    }
}
