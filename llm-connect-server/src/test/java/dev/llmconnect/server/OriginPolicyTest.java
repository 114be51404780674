package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
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
                "[::1]:8080",
                "host.docker.internal:8080",
                "My-Mac.local"
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
                "evilinternal",
                "local",
                "x.local.evil.example",
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
    @ValueSource(
            strings = {
                "http://localhost:3000",
                "http://127.0.0.1",
                "https://app.localhost",
                "http://[::1]:9",
                "app://-",
                "vscode-webview://0a1b",
                "tauri://localhost"
            })
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
                "http://printer.local",
                "app://a@evil.example/",
                "%%"
            })
    void foreignPagesAreRefused(String origin) {
        RawClient.Answer answer = execute("Host: localhost\r\nOrigin: " + origin + "\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request", "foreign web pages");
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void furtherHostsAndOriginsCanBeAllowed() {
        try (LLMServer server = LLMServer.builder(new FakeAdapter())
                .port(0)
                .allowedHosts(List.of("llm.example", "*.lan"))
                .allowedOrigins(List.of("https://app.example", "http://*.example:*"))
                .build()) {
            server.start();
            assertThat(status(server, "llm.example:80", null)).isEqualTo(200);
            assertThat(status(server, "a.b.LAN", null)).isEqualTo(200);
            assertThat(status(server, "other.example", null)).isEqualTo(400);
            assertThat(status(server, "localhost", "https://app.example")).isEqualTo(200);
            assertThat(status(server, "localhost", "http://a.b.example:3000")).isEqualTo(200);
            for (String foreign :
                    List.of("https://a.example", "http://evil.com/.example:1", "https://app.example.evil")) {
                assertThat(status(server, "localhost", foreign)).as(foreign).isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app.example", "app.example:80", "", "a b", "*x"})
    void aMalformedHostIsRefusedAtTheStart(String host) {
        LLMServer server = LLMServer.builder(new FakeAdapter())
                .port(0)
                .allowedHosts(List.of(host))
                .build();
        assertThatThrownBy(server::start)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("an allowed host is a name without scheme and port")
                .hasMessageContaining("`" + host + "`");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.example", "https://app.example/path", "https://*app.example", "https://a:b"})
    void aMalformedOriginIsRefusedAtTheStart(String origin) {
        LLMServer server = LLMServer.builder(new FakeAdapter())
                .port(0)
                .allowedOrigins(List.of(origin))
                .build();
        assertThatThrownBy(server::start).hasMessageContaining("an allowed origin is a scheme and a host");
    }

    @Test
    void withCallersKeysEveryHostAndOriginPassesToTheKey() {
        ApiKeys.NewKey key = ApiKeys.generate("a");
        try (LLMServer server = LLMServer.builder(new FakeAdapter())
                .port(0)
                .apiKeys(ApiKeys.parse("test", key.entry()))
                .build()) {
            server.start();
            assertThat(status(server, "llm.example", "https://app.example")).isEqualTo(401);
            assertThat(status(server, "llm.example", "https://app.example\r\nx-api-key: " + key.key()))
                    .isEqualTo(200);
        }
    }

    @Test
    void aPreflightRequestOfAnAllowedOriginIsAnsweredWithoutAKey() {
        try (LLMServer server = LLMServer.builder(new FakeAdapter())
                        .port(0)
                        .apiKeys(ApiKeys.parse("test", ApiKeys.generate("a").entry()))
                        .build();
                RawClient client = started(server)) {
            RawClient.Answer answer = preflight(
                    client,
                    "Origin: http://localhost:3000",
                    "Access-Control-Request-Method: POST",
                    "Access-Control-Request-Private-Network: true",
                    "Access-Control-Request-Headers: authorization,content-type,x-stainless-os");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers())
                    .containsEntry("access-control-allow-origin", "http://localhost:3000")
                    .containsEntry("access-control-allow-headers", "authorization,content-type,x-stainless-os")
                    .containsEntry("access-control-allow-private-network", "true")
                    .containsEntry("vary", "Origin");
            assertThat(answer.headers().get("access-control-allow-methods")).contains("POST");

            RawClient.Answer foreign =
                    preflight(client, "Origin: http://evil.example", "Access-Control-Request-Method: POST");
            assertThat(foreign.status()).isEqualTo(401);
            assertThat(foreign.headers()).doesNotContainKey("access-control-allow-origin");
        }
    }

    @Test
    void theResponsesToAnAllowedOriginCanBeReadByItsPageErrorsAndStreamsToo() {
        try (RawClient client = SERVER.raw()) {
            for (String body : List.of("{}", "{\"prompt\":\"Hi\"}", "{\"prompt\":\"Hi\",\"stream\":true}")) {
                RawClient.Answer answer = client.send("POST /execute HTTP/1.1\r\nHost: localhost\r\n"
                                + "Origin: http://localhost:3000\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .read();
                assertThat(answer.headers()).containsEntry("access-control-allow-origin", "http://localhost:3000");
            }
            RawClient.Answer plain = client.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .read();
            assertThat(plain.headers()).doesNotContainKeys("access-control-allow-origin", "vary");
        }
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

    private static RawClient.Answer preflight(RawClient client, String... headers) {
        return client.send("OPTIONS /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                        + "\r\n\r\n")
                .read();
    }

    private static RawClient started(LLMServer server) {
        server.start();
        return new RawClient(server.port());
    }

    private static int status(LLMServer server, String host, @Nullable String origin) {
        try (RawClient client = new RawClient(server.port())) {
            String body = "{\"prompt\":\"Hi\"}";
            return client.send("POST /execute HTTP/1.1\r\nHost: " + host + "\r\n"
                            + (origin == null ? "" : "Origin: " + origin + "\r\n") + "Content-Length: " + body.length()
                            + "\r\n\r\n" + body)
                    .read()
                    .status();
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
