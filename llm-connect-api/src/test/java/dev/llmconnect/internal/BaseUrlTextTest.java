package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Redactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A base URL is shown without user-info and keys, and not at all where nobody can tell what is what. */
class BaseUrlTextTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            https://p.example/v1 | https://p.example/v1
            https://user:pass@p.example/v1 | https://p.example/v1
            http://token@127.0.0.1:9000/api/v1 | http://127.0.0.1:9000/api/v1
            https://user:p@ss@p.example/v1 | https://p.example/v1
            https://us%40er:p%40ss@p.example/v1 | https://p.example/v1
            https://user:pass@[::1]:8080/v1 | https://[::1]:8080/v1
            https://p.example/v1?key=abc123&a=1 | https://p.example/v1?key=[REDACTED]&a=1
            https://p.example/v1#token=abc123 | https://p.example/v1
            https://user/pass@p.example/v1 | https://user/[REDACTED]
            """)
    void showsWhereItLeads(String url, String shown) {
        assertThat(BaseUrlText.shown(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pa/ss@p.example/v1",
                "https://user:pa ss@p.example/v1",
                "https://user:pa\"ss@p.example/v1",
                "https//user:pass@p.example/v1",
                "https:/user:pass@p.example/v1",
                "user:pass@p.example",
                "https://user:pass%40p.example:x/v1",
                "ht tp://user:pass@p.example",
                "https://user:pass@",
                "https://user:pa?ss@p.example:port",
                "://user:pass@p.example"
            })
    void showsNothingOfTextThatMayHoldUserInfo(String url) {
        assertThat(BaseUrlText.shown(url))
                .doesNotContain("user:")
                .doesNotContain("ss@")
                .doesNotContain("pass");
    }

    @Test
    void showsOtherTextThatIsNoUrl() {
        assertThat(BaseUrlText.shown("p.example/v1")).isEqualTo("p.example/v1");
    }

    @Test
    void userInfoThatIsRememberedIsFoundEverywhere() {
        BaseUrlText.register("https://canary-user:canary-password@p.example/v1/models@today");

        assertThat(Redactor.redact(
                        "user canary-user:canary-password, password canary-password, p.example/v1/models@today"))
                .isEqualTo("user [REDACTED], password [REDACTED], p.example/v1/models@today");
    }

    @Test
    void tellsTheHostWithoutUserInfo() {
        assertThat(BaseUrlText.host("https://user:pass@p.example:8443/v1")).isEqualTo("p.example:8443");
        assertThat(BaseUrlText.host("https://p.example/v1")).isEqualTo("p.example");
    }
}
