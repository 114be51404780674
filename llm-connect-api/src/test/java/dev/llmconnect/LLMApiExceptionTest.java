package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LLMApiExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "400, invalid_request, false",
        "401, authentication, false",
        "402, quota, false",
        "403, permission, false",
        "404, not_found, false",
        "408, timeout, true",
        "409, server, true",
        "413, invalid_request, false",
        "422, invalid_request, false",
        "429, rate_limit, true",
        "500, server, true",
        "501, invalid_request, false",
        "503, server, true",
        "504, timeout, true",
        "302, other, false"
    })
    void aStatusTellsTheReasonAndWhetherToAskAgain(int status, String reason, boolean retryable) {
        LLMApiException failure = LLMApiException.ofStatus("acme", status, "no", Optional.empty());

        assertThat(failure.reason().value()).isEqualTo(reason);
        assertThat(failure.isRetryable()).isEqualTo(retryable);
        assertThat(failure.provider()).contains("acme");
        assertThat(failure.providerStatus()).contains(status);
        assertThat(failure).hasMessage("acme answered with HTTP " + status + ": no");
    }

    @Test
    void only429IsARateLimitAndItsPauseIsANumberOfSeconds() {
        assertThat(LLMApiException.ofStatus("acme", 503, "no", Optional.of("7")))
                .isNotInstanceOf(LLMRateLimitException.class);
        assertThat(LLMApiException.ofStatus("acme", 429, "no", Optional.of("7")))
                .isInstanceOf(LLMRateLimitException.class)
                .satisfies(limited -> assertThat(limited.retryAfter()).contains(Duration.ofSeconds(7)));
        for (String odd : new String[] {"", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999999999999"}) {
            assertThat(LLMApiException.ofStatus("acme", 429, "no", Optional.of(odd))
                            .retryAfter())
                    .as(odd)
                    .isEmpty();
        }
    }
}
