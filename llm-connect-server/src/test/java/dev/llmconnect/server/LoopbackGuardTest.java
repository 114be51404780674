package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackGuardTest {
    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:80",
                "LocalHost",
                "app.localhost:8080",
                "127.0.0.1",
                "127.9.9.9:1",
                "[::1]",
                "[::1]:8080"
            })
    void loopbackNamesAreServed(String host) {
        assertThat(execute("Host: " + host + "\r\n").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "evillocalhost",
                "",
                "[::2]"
            })
    void otherNamesAreRefused(String host) {
        RawClient.Answer answer = execute("Host: " + host + "\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "loopback");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:3000", "http://127.0.0.1", "https://app.localhost", "http://[::1]:9"})
    void loopbackPagesAreServed(String origin) {
        assertThat(execute("Host: localhost\r\nOrigin: " + origin + "\r\n").status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "https://localhost.evil.example",
                "null",
                "",
                "http://localhost@evil.example",
                "file://",
                "%%"
            })
    void foreignPagesAreRefused(String origin) {
        RawClient.Answer answer = execute("Host: localhost\r\nOrigin: " + origin + "\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "foreign web pages");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void boundToEveryAddressItServesEveryNameAndWarns() {
        try (LogLines log = new LogLines();
                LLMServer open = LLMServer.builder(new FakeAdapter())
                        .host("0.0.0.0")
                        .port(0)
                        .build()) {
            open.start();
            try (RawClient client = new RawClient(open.port())) {
                client.send("GET /health HTTP/1.1\r\nHost: llm.example\r\nOrigin: http://other.example\r\n\r\n");
                assertThat(client.read().status()).isEqualTo(200);
            }
            assertThat(log.all()).anyMatch(line -> line.contains("WARNING") && line.contains("without authentication"));
        }
    }

    private static RawClient.Answer execute(String headers) {
        try (RawClient client = SERVER.raw()) {
            String body = "{\"prompt\":\"Hi\"}";
            return client.send("POST /execute HTTP/1.1\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .read();
        }
    }
}
