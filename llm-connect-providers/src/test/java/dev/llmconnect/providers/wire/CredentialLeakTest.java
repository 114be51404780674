package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.TestAdapters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider that echoes the key wherever it can gets it into nothing we show. */
class CredentialLeakTest {
    private static final String KEY = StubProvider.KEY;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 401 Unauthorized\nx-request-id: KEY\n\n{\"error\":{\"message\":\"bad key KEY\",\"code\":\"KEY\",\"type\":\"KEY\"}}",
                "HTTP/1.1 400 Bad Request\n\n{\"detail\":[{\"loc\":[\"header\",\"KEY\"],\"msg\":\"KEY\"}],\"request_id\":\"KEY\"}",
                "HTTP/1.1 403 Forbidden\n\nkey KEY of https://host/v1?key=KEY may not",
                "HTTP/1.1 500 KEY\nRetry-After: KEY\nx-ratelimit-remaining: KEY\n\n<html><title>KEY</title></html>",
                "HTTP/1.1 302 Found\nLocation: https://KEY@host/KEY?api_key=KEY\nContent-Length: 0\n\n",
                "HTTP/1.1 KEY KEY\n\n",
                "KEY\n\n",
                "HTTP/1.1 200 OK\nContent-Length: KEY\n\n{}",
                "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nKEY\n{}",
                "HTTP/1.1 200 OK\nContent-Encoding: gzip\n\nKEY KEY KEY KEY",
                "HTTP/1.1 200 OK\n\nyour key is KEY",
                "HTTP/1.1 200 OK\n\n<html><h1>KEY</h1></html>",
                "HTTP/1.1 200 OK\n\n{\"KEY\":{\"KEY\":KEY}}",
                "HTTP/1.1 200 OK\n\n{\"KEY\":{\"KEY\":\"",
                "HTTP/1.1 200 OK\n\n{\"error\":{\"message\":\"KEY\",\"metadata\":{\"raw\":\"KEY\",\"provider_name\":\"KEY\"}}}",
                "HTTP/1.1 200 OK\nx-request-id: KEY\n\ndata: {\"error\":{\"message\":\"KEY\"}}\n\n",
                "HTTP/1.1 200 OK\n\ndata: {\"KEY\": KEY}\n\n",
            })
    void noFailureTellsTheKey(String answer) {
        for (boolean streaming : new boolean[] {false, true}) {
            RawProvider.Answer echo = (n, c) -> {
                c.send(answer.replace("KEY", KEY));
                c.close();
            };
            try (RawProvider provider = new RawProvider(echo);
                    LLMAdapter adapter = TestAdapters.chat(provider.url())) {
                LLMException e = Assertions.catchThrowableOfType(
                        LLMException.class,
                        () -> (streaming
                                        ? adapter.stream(LLMRequest.of("Hello")).response()
                                        : adapter.execute(LLMRequest.of("Hello")))
                                .content());
                assertThat(e).as(answer).isNotNull();
                assertThat(everythingOf(e)).doesNotContain(KEY).doesNotContain("canary");
            }
        }
    }

    @Test
    void anAddressThatHoldsTheKeyIsNotTold() {
        try (LLMAdapter adapter = TestAdapters.chat("http://user:" + KEY + "@127.0.0.1:1/" + KEY + "/v1")) {
            LLMException e =
                    Assertions.catchThrowableOfType(LLMException.class, () -> adapter.execute(LLMRequest.of("Hello")));
            assertThat(everythingOf(e)).doesNotContain("canary");
            assertThat(adapter.toString()).doesNotContain("canary");
        }
    }

    @Test
    void theHeadersOfAGoodAnswerDoNotTellTheKey() {
        String body =
                "{\"id\":\"" + KEY + "\",\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}";
        for (String header : List.of("x-request-id", "cf-ray", "x-amzn-requestid")) {
            try (RawProvider provider = new RawProvider((n, c) -> c.send("HTTP/1.1 200 OK\n" + header + ": " + KEY
                            + "\nSet-Cookie: a=" + KEY + "\nContent-Length: " + body.length() + "\n\n" + body));
                    LLMAdapter adapter = TestAdapters.chat(provider.url())) {
                LLMResponse answer = adapter.execute(LLMRequest.of("Hello"));
                assertThat(answer.metadata().toMap()).containsEntry("provider_request_id", "[REDACTED]");
                assertThat(answer.toMap().toString() + answer + answer.toMessage())
                        .doesNotContain("canary");
            }
        }
    }

    private static String everythingOf(LLMException e) {
        StringWriter all = new StringWriter();
        PrintWriter writer = new PrintWriter(all);
        e.printStackTrace(writer);
        for (Throwable t = e; t != null; t = t.getCause()) {
            writer.println(t);
            for (Throwable suppressed : t.getSuppressed()) {
                suppressed.printStackTrace(writer);
            }
        }
        writer.println(e.toMap("id"));
        writer.println(e.details().providerCode());
        writer.println(e.details().providerMessage());
        writer.println(e.details().providerRequestId());
        writer.flush();
        return all.toString();
    }
}
