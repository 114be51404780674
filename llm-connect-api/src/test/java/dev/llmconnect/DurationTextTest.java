package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "PT30S, 30 s",
        "PT0.7S, 700 ms",
        "PT1.5S, 1500 ms",
        "PT2M, 120 s",
        "PT0.0004S, less than 1 ms",
        "PT0S, 0 s"
    })
    void aDurationIsNeverShownAsNothing(Duration time, String text) {
        assertThat(LLMException.formatDuration(time)).isEqualTo(text);
    }
}
