package dev.llmconnect.formats.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitResetTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_900_000_000L), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "17ms,PT0.017S",
                "1m12s,PT1M12S",
                "1h0m2.5s,PT1H2.5S",
                "20,PT20S",
                "0.5,PT0.5S",
                "1900000030000,PT30S",
                "1900000030,PT30S",
                "1899999999000,-",
                "0s,-",
                "1x,-",
                "soon,-",
                "'',-"
            })
    void readsDurationsAndMoments(String text, Duration expected) {
        assertThat(ChatErrorReader.duration(text, CLOCK)).isEqualTo(Optional.ofNullable(expected));
    }
}
