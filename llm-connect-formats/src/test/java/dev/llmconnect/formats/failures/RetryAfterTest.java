package dev.llmconnect.formats.failures;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    private final RetryAfter retryAfter =
            new RetryAfter(Clock.fixed(Instant.parse("2030-01-01T00:00:00Z"), ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "5|-|PT5S",
                "5s|-|PT5S",
                " 1.5 |-|PT1.5S",
                "1|250|PT0.25S",
                "1|0|PT1S",
                "0|0|-",
                "-3|-|-",
                "soon|-|-",
                "Tue, 01 Jan 2030 00:01:00 GMT|-|PT1M",
                "Mon, 31 Dec 2029 00:00:00 GMT|-|-",
                "100000000|-|PT720H",
                "1e300|-|-",
                "-|1500.5|PT1.5005S",
                "-|-|-"
            })
    void readsEveryForm(String seconds, String millis, Duration expected) {
        Map<String, String> headers = new java.util.HashMap<>();
        headers.put("Retry-After", seconds);
        headers.put("retry-after-ms", millis);
        assertThat(retryAfter.of(name -> Optional.ofNullable(headers.get(name))))
                .isEqualTo(Optional.ofNullable(expected));
    }
}
