package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactorTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            HTTP 500 from https://p.example/v1?key=abc123 | HTTP 500 from https://p.example/v1?key=[REDACTED]
            https://p.example/v1?a=1&api_key=abc123&b=2 | https://p.example/v1?a=1&api_key=[REDACTED]&b=2
            https://p.example/v1?X-Amz-Signature=abc123 | https://p.example/v1?X-Amz-Signature=[REDACTED]
            https://user:pass@p.example/v1 | https://[REDACTED]@p.example/v1
            Authorization: Bearer abc.def | Authorization: [REDACTED]
            {"x-api-key":"abc123","a":1} | {"x-api-key":"[REDACTED]","a":1}
            {\\"Authorization\\": \\"Bearer abc123\\"} | {\\"Authorization\\": \\"[REDACTED]\\"}
            x-goog-api-key=abc123 | x-goog-api-key=[REDACTED]
            sent Bearer abcdefgh1234 to it | sent Bearer [REDACTED] to it
            Incorrect API key provided: sk-abcde***wxyz. | Incorrect API key provided: [REDACTED]
            key sk-proj-A1b2C3d4E5f6 is bad | key [REDACTED] is bad
            key AIzaSyA1b2C3d4E5f6G7h8 is bad | key [REDACTED] is bad
            key gsk_A1b2C3d4E5f6 is bad | key [REDACTED] is bad
            key AKIAIOSFODNN7EXAMPLE is bad | key [REDACTED] is bad
            a eyJhbGciOiJI.eyJzdWIiOiIx.abc token | a [REDACTED] token
            """)
    void takesOutWhatLooksLikeACredential(String text, String expected) {
        assertThat(Redactor.redact(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            unknown config field `max_token`; did you mean `max_tokens`?
            HTTP 400 from https://p.example/v1?model=gpt-4&stream=true
            the key-management-service is task-oriented
            no API key for openrouter: set OPENROUTER_API_KEY
            model anthropic/claude-sonnet-4 (sk) took 12 tokens
            at https://p.example/path@version
            """)
    void leavesOrdinaryWordsAlone(String text) {
        assertThat(Redactor.redact(text)).isEqualTo(text);
    }

    @Test
    void takesOutAKnownValueWhereverItStandsAlsoPercentEncoded() {
        Secret.of("plain+canary/41");

        assertThat(Redactor.redact("xplain+canary/41y and plain%2Bcanary%2F41"))
                .isEqualTo("x[REDACTED]y and [REDACTED]");
    }

    @Test
    void takesOutTheHalvesOfAValueBetweenWhichItStandsAgain() {
        String key = "canary-of-halves/0123456789";
        Secret.of(key);
        String nested = key.substring(0, 15) + key + key.substring(13);

        assertThat(Redactor.redact("<" + nested + ">")).doesNotContain("canary-of", "23456789");
        assertThat(Redactor.redact("<" + nested + ">" + "x".repeat(10_000), 100))
                .doesNotContain("canary-of", "23456789");
    }

    @Test
    void takesOutTheLongerOfTwoKnownValuesThatContainEachOther() {
        Secret.of("canary-inner");
        Secret.of("canary-inner-and-outer");

        assertThat(Redactor.redact("<canary-inner-and-outer>")).isEqualTo("<[REDACTED]>");
    }

    @Test
    void aPlaceHolderInPlaceOfAKeyDoesNotSpoilMessages() {
        Secret.of("other");

        assertThat(Redactor.redact("no other model")).isEqualTo("no other model");
    }

    @Test
    void redactsBeforeItCutsSoThatNoHalfOfAKeyIsLeft() {
        Secret.of("canary-at-the-cut");

        assertThat(Redactor.redact("0123456789canary-at-the-cut and more", 16))
                .isEqualTo("0123456789[REDAC… (cut)")
                .doesNotContain("canary");
    }

    @Test
    void isQuickOnHugeAndHostileText() {
        String hostile = "authorization:".repeat(20_000) + "://".repeat(20_000) + "eyJ".repeat(20_000);

        assertThat(Redactor.redact(hostile, 1000)).hasSizeLessThan(1100);
        assertThat(Redactor.redact(hostile)).isNotEmpty();
    }

    @Test
    void exceptionsAndTheirDetailsAreRedactedWhenTheyAreMade() {
        Secret.of("canary-in-error");

        ErrorDetails details = ErrorDetails.builder()
                .providerMessage("your key canary-in-error")
                .providerRequestId("canary-in-error")
                .providerCode("canary-in-error")
                .build();
        LLMApiException error = new LLMApiException("failed: canary-in-error", null, details);

        assertThat(error.toMap("1").toString()
                        + error
                        + details.providerMessage()
                        + details.providerRequestId()
                        + details.providerCode())
                .doesNotContain("canary-in-error")
                .contains("[REDACTED]");
    }

    @Test
    void aSecretCannotBePrinted() {
        Secret secret = Secret.of(" canary-printed ");

        assertThat(secret).hasToString("[REDACTED]");
        assertThat(secret.reveal()).isEqualTo("canary-printed");
        assertThat(secret).isEqualTo(Secret.of("canary-printed")).isNotEqualTo(Secret.of("other-canary"));
    }

    @Test
    void aSecretThatNoHeaderCanCarryIsRefusedWithoutBeingShown() {
        assertThatThrownBy(() -> Secret.of("canary\r\nX-Evil: 1"))
                .isInstanceOf(LLMConfigurationException.class)
                .message()
                .doesNotContain("canary");
        assertThatThrownBy(() -> Secret.of("  ")).isInstanceOf(LLMConfigurationException.class);
    }
}
