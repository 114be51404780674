package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.TestAdapters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever goes wrong on the way back, the caller gets one clear exception, never a short answer and never a second attempt. */
class BrokenAnswersTest {
    private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";
    private static final String SSE =
            "HTTP/1.1 200 OK\nContent-Type: text/event-stream\nTransfer-Encoding: chunked\n\n";
    private static final String BODY =
            "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
    private static final String CHUNK = "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}";

    record Case(String name, boolean streaming, FailureReason reason, String says, RawProvider.Answer answer) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (boolean streaming : new boolean[] {false, true}) {
            String how = streaming ? " (stream)" : "";
            cases.add(new Case(
                    "a reset before an answer" + how,
                    streaming,
                    FailureReason.CONNECTION,
                    "failed",
                    (n, c) -> c.reset()));
            cases.add(new Case(
                    "an end before an answer" + how,
                    streaming,
                    FailureReason.CONNECTION,
                    "failed",
                    (n, c) -> c.close()));
            cases.add(new Case("half a head" + how, streaming, FailureReason.CONNECTION, "failed", (n, c) -> {
                c.send("HTTP/1.1 200 OK\nContent-Ty");
                c.close();
            }));
            cases.add(new Case(
                    "garbage in place of HTTP" + how, streaming, FailureReason.MALFORMED, "not HTTP", (n, c) -> {
                        c.send("SSH-2.0-OpenSSH_9.6\n\n\n");
                        c.close();
                    }));
            cases.add(new Case(
                    "an empty body" + how,
                    streaming,
                    FailureReason.TRUNCATED,
                    "cut off",
                    (n, c) -> c.send(OK + "Content-Length: 0\n\n")));
            cases.add(new Case(
                    "an HTML page" + how, streaming, FailureReason.MALFORMED, "an HTML page: Sign in", (n, c) -> {
                        c.send("HTTP/1.1 200 OK\nContent-Type: text/html\nConnection: close\n\n"
                                + "<!DOCTYPE html><html><head><title>Sign in</title></head></html>");
                        c.close();
                    }));
        }
        cases.add(new Case(
                "a body shorter than announced", false, FailureReason.TRUNCATED, "ended before its end", (n, c) -> {
                    c.send(OK + "Content-Length: 5000\n\n" + BODY);
                    c.close();
                }));
        cases.add(new Case(
                "chunks without the last one", false, FailureReason.TRUNCATED, "ended before its end", (n, c) -> {
                    c.send(OK + "Transfer-Encoding: chunked\n\n");
                    c.send(Integer.toHexString(BODY.length()) + "\n" + BODY + "\n");
                    c.close();
                }));
        cases.add(new Case("half a chunk", false, FailureReason.TRUNCATED, "ended before its end", (n, c) -> {
            c.send(OK + "Transfer-Encoding: chunked\n\nfff\n" + BODY);
            c.close();
        }));
        cases.add(new Case("no chunk size", false, FailureReason.MALFORMED, "not HTTP", (n, c) -> {
            c.send(OK + "Transfer-Encoding: chunked\n\nmany\n" + BODY + "\n");
            c.close();
        }));
        cases.add(new Case("half a JSON text", false, FailureReason.TRUNCATED, "its JSON ends too early", (n, c) -> {
            c.send(OK + "Connection: close\n\n" + BODY.substring(0, 40));
            c.close();
        }));
        cases.add(new Case("a reset in the body", false, FailureReason.CONNECTION, "failed", (n, c) -> {
            c.send(OK + "Content-Length: 5000\n\n" + BODY);
            c.reset();
        }));
        cases.add(new Case(
                "plain text",
                false,
                FailureReason.MALFORMED,
                "it begins with: upstream says hello",
                (n, c) -> c.send(
                        "HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 19\n\nupstream says hello")));
        cases.add(new Case(
                "JSON that is no answer",
                false,
                FailureReason.MALFORMED,
                "it has no choice",
                (n, c) -> c.send(OK + "Content-Length: 11\n\n{\"ok\":true}")));
        cases.add(new Case(
                "a stream without its end", true, FailureReason.TRUNCATED, "without an end marker", (n, c) -> {
                    c.send(SSE + chunk(CHUNK + "\n\n") + "0\n\n");
                }));
        cases.add(new Case(
                "a stream cut in an event", true, FailureReason.TRUNCATED, "ended before its end", (n, c) -> {
                    c.send(SSE + chunk(CHUNK + "\n\n") + chunk("data: {\"choi"));
                    c.close();
                }));
        cases.add(new Case(
                "a stream that ends in an event", true, FailureReason.TRUNCATED, "ends too early", (n, c) -> {
                    c.send(SSE + chunk(CHUNK + "\n\n") + chunk("data: {\"choi") + "0\n\n");
                }));
        cases.add(new Case(
                "a stream with half a JSON text in a whole event",
                true,
                FailureReason.MALFORMED,
                "malformed",
                (n, c) -> {
                    c.send(SSE + chunk(CHUNK + "\n\n") + chunk("data: {\"choi\n\n") + "0\n\n");
                }));
        cases.add(new Case("a stream reset", true, FailureReason.CONNECTION, "failed", (n, c) -> {
            c.send(SSE + chunk(CHUNK + "\n\n"));
            c.reset();
        }));
        cases.add(new Case("a stream of garbage", true, FailureReason.MALFORMED, "not JSON", (n, c) -> {
            c.send(SSE + chunk("data: nonsense\n\n") + "0\n\n");
        }));
        return cases.stream();
    }

    private static String chunk(String text) {
        String crlf = text.replace("\n", "\r\n");
        return Integer.toHexString(crlf.length()) + "\n" + text + "\n";
    }

    @ParameterizedTest
    @MethodSource("cases")
    void oneClearExceptionAndNoSecondAttempt(Case broken) {
        try (RawProvider provider = new RawProvider(broken.answer);
                LLMAdapter adapter = TestAdapters.chat(provider.url())) {
            LLMException e = Assertions.catchThrowableOfType(LLMException.class, () -> {
                if (broken.streaming) {
                    adapter.stream(LLMRequest.of("Hello")).response();
                } else {
                    adapter.execute(LLMRequest.of("Hello"));
                }
            });
            assertThat(e)
                    .isInstanceOf(LLMApiException.class)
                    .hasMessageContaining(broken.says)
                    .hasMessageNotContaining("null");
            assertThat(e.reason()).as(e.getMessage()).isEqualTo(broken.reason);
            assertThat(e.isRetryable()).isTrue();
            assertThat(provider.requests()).isEqualTo(1);
        }
    }
}
