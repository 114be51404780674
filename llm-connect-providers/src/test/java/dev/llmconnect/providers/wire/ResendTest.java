package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.TestAdapters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To send a call a second time costs money, so it is left to those who know the policy. */
class ResendTest {
    private static final String BODY = "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String OK = "HTTP/1.1 200 OK\nContent-Length: " + BODY.length() + "\n\n" + BODY;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "408 Request Timeout",
                "421 Misdirected Request",
                "429 Too Many Requests\nRetry-After: 0",
                "500 Internal Server Error",
                "503 Service Unavailable\nRetry-After: 0",
                "401 Unauthorized\nWWW-Authenticate: Bearer",
                "307 Temporary Redirect\nLocation: /elsewhere",
                "302 Found\nLocation: http://127.0.0.1:9/"
            })
    void anAnswerIsAnAnswerOnANewConnectionAndOnAUsedOne(String status) {
        String refusal = "HTTP/1.1 " + status + "\nContent-Length: 0\n\n";
        try (RawProvider provider = new RawProvider((n, c) -> c.send(n == 1 ? OK : refusal));
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            refused(adapter, status);
            assertThat(provider.requests()).isEqualTo(1);
            adapter.execute(LLMRequest.of("Hello"));
            refused(adapter, status);
            assertThat(provider.requests()).isEqualTo(3);
        }
    }

    private static void refused(LLMAdapter adapter, String status) {
        assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                .isInstanceOfSatisfying(
                        LLMException.class,
                        e -> assertThat(e.providerStatus()).contains(Integer.valueOf(status.substring(0, 3))));
    }

    @Test
    void aConnectionThatDiedInThePoolIsReplaced() {
        RawProvider.Answer answer = (n, c) -> {
            c.send(OK);
            if (n == 0) {
                c.close();
            }
        };
        try (RawProvider provider = new RawProvider(answer);
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            adapter.execute(LLMRequest.of("one"));
            assertThat(adapter.execute(LLMRequest.of("two")).content()).isEqualTo("Hi");
            assertThat(provider.requests()).isEqualTo(2);
        }
    }

    @Test
    void theReplacementIsTheLastAttempt() {
        RawProvider.Answer answer = (n, c) -> {
            if (n == 0) {
                c.send(OK);
            } else {
                c.close();
            }
        };
        try (RawProvider provider = new RawProvider(answer);
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            adapter.execute(LLMRequest.of("one"));
            assertThatThrownBy(() -> adapter.execute(LLMRequest.of("two"))).isInstanceOf(LLMException.class);
            assertThat(provider.requests()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void aConnectionIsUsedAgain() {
        try (RawProvider provider = new RawProvider((n, c) -> c.send(OK));
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            adapter.execute(LLMRequest.of("one"));
            adapter.execute(LLMRequest.of("two"));
            assertThat(provider.connections()).isEqualTo(1);
        }
    }
}
