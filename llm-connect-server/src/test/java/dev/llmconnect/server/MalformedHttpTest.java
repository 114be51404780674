package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.formats.json.StrictJsonParser;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no HTTP, or too much of it: a JSON error that the client gets to read, and a closed connection. */
class MalformedHttpTest {
    private static final String POST = "POST /execute HTTP/1.1\r\nHost: localhost\r\n";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer(ServerLimits.builder()
            .maxBodyBytes(10_000)
            .headerReadTimeout(Duration.ofMillis(300))
            .bodyReadTimeout(Duration.ofMillis(300))
            .build());

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad(400, "garbage line", "garbage\r\n\r\n"),
                bad(400, "two words", "GET /health\r\n\r\n"),
                bad(400, "four words", "GET /health HTTP/1.1 x\r\nHost: localhost\r\n\r\n"),
                bad(400, "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003abc\r\n\r\n"),
                bad(400, "control byte in the line", "GET /he\u0001alth HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad(400, "no Host", "GET /health HTTP/1.1\r\n\r\n"),
                bad(400, "two Hosts", "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"),
                bad(400, "a Host that is none", "GET /health HTTP/1.1\r\nHost: local host\r\n\r\n"),
                bad(400, "another protocol", "GET /health FTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad(400, "version without numbers", "GET /health HTTP/x.y\r\nHost: localhost\r\n\r\n"),
                bad(505, "HTTP/2.0", "GET /health HTTP/2.0\r\nHost: localhost\r\n\r\n"),
                bad(505, "HTTP/0.9", "GET /health HTTP/0.9\r\nHost: localhost\r\n\r\n"),
                bad(505, "HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                bad(400, "space before the colon", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A : b\r\n\r\n"),
                bad(400, "tab before the colon", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A\t: b\r\n\r\n"),
                bad(400, "space in a name", "GET /health HTTP/1.1\r\nHost: localhost\r\nX A: b\r\n\r\n"),
                bad(400, "control byte in a name", "GET /health HTTP/1.1\r\nHost: localhost\r\nX\u0001A: b\r\n\r\n"),
                bad(400, "control byte in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\u0001\r\n\r\n"),
                bad(400, "NUL in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\u0000c\r\n\r\n"),
                bad(400, "DEL in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\u007fc\r\n\r\n"),
                bad(400, "bare CR in a value", "GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: b\rc\r\n\r\n"),
                bad(400, "no colon", "GET /health HTTP/1.1\r\nHost: localhost\r\nnocolon\r\n\r\n"),
                bad(400, "no name", "GET /health HTTP/1.1\r\nHost: localhost\r\n: b\r\n\r\n"),
                bad(
                        400,
                        "length and chunks",
                        POST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad(400, "two lengths", POST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n12345"),
                bad(400, "two lengths in one", POST + "Content-Length: 4, 5\r\n\r\n12345"),
                bad(400, "negative length", POST + "Content-Length: -1\r\n\r\n"),
                bad(400, "length with a sign", POST + "Content-Length: +4\r\n\r\n1234"),
                bad(400, "length that is no number", POST + "Content-Length: x\r\n\r\n"),
                bad(400, "length too long for a number", POST + "Content-Length: 99999999999999999999\r\n\r\n"),
                bad(400, "bad chunk size", POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n"),
                bad(400, "negative chunk size", POST + "Transfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n"),
                bad(400, "chunk longer than it says", POST + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n"),
                bad(400, "chunked not last", POST + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n"),
                bad(501, "another coding", POST + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                bad(417, "another expectation", POST + "Expect: miracles\r\nContent-Length: 2\r\n\r\n{}"),
                bad(414, "long URL", "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                bad(
                        431,
                        "large header",
                        "GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + "x".repeat(40_000) + "\r\n\r\n"),
                bad(431, "many headers", "GET / HTTP/1.1\r\nHost: localhost\r\n" + "a: b\r\n".repeat(101) + "\r\n"),
                bad(413, "large body", POST + "Content-Length: 10001\r\n\r\n" + "x".repeat(10_001)),
                bad(413, "large body to come", POST + "Content-Length: 9223372036854775807\r\n\r\n"),
                bad(
                        413,
                        "large body in chunks",
                        POST + "Transfer-Encoding: chunked\r\n\r\n" + ("1000\r\n" + "x".repeat(4096) + "\r\n").repeat(3)
                                + "0\r\n\r\n"),
                bad(413, "large body that waits", POST + "Expect: 100-continue\r\nContent-Length: 10001\r\n\r\n"),
                bad(408, "headers that do not come", "GET /health HTTP/1.1\r\nHost: loc"),
                bad(408, "body that does not come", POST + "Content-Length: 5\r\n\r\n{"),
                bad(408, "chunk that does not come", POST + "Transfer-Encoding: chunked\r\n\r\n5\r\n{"));
    }

    private static Arguments bad(int status, String name, String bytes) {
        return Arguments.of(status, name, bytes);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("malformed")
    void badHttpGetsAJsonErrorAndTheConnectionEnds(int status, String name, String bytes) {
        try (RawClient client = SERVER.raw()) {
            RawClient.Answer answer = client.send(bytes).read();
            assertThat(answer.status()).as(name).isEqualTo(status);
            assertThat(answer.headers())
                    .containsEntry("content-type", "application/json")
                    .containsEntry("connection", "close");
            Map<String, Object> json = StrictJsonParser.object(answer.body().getBytes(StandardCharsets.UTF_8));
            assertThat(json)
                    .containsEntry("error", status == 413 ? "request_too_large" : "invalid_request")
                    .containsEntry("type", status == 413 ? "RequestTooLargeError" : "InvalidRequestError")
                    .containsEntry("request_id", answer.headers().get("x-request-id"));
            assertThat(client.isAtEnd()).isTrue();
        }
        assertThat(SERVER.adapter.requests).isEmpty();
    }

    @Test
    void aClientThatSendsItsWholeBodyFirstStillReadsThatItIsTooLarge() {
        try (RawClient client = SERVER.raw()) {
            client.send(POST + "Content-Length: 30000000\r\n\r\n");
            byte[] part = new byte[1 << 20];
            for (int sent = 0; sent < 28; sent++) {
                client.send(part);
            }
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void http10IsServedWithoutAHost() {
        try (RawClient client = SERVER.raw()) {
            RawClient.Answer answer =
                    client.send("GET /health HTTP/1.0\r\n\r\n").read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void http10StaysOpenOnlyWhenAsked() {
        try (RawClient client = SERVER.raw()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.send("GET /health HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                        .read();
                assertThat(answer.headers()).containsEntry("connection", "keep-alive");
            }
        }
    }

    @Test
    void anAbsoluteTargetAndAQueryAreServed() {
        try (RawClient client = SERVER.raw()) {
            client.send("GET http://localhost/health?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyMayComeInChunks() {
        try (RawClient client = SERVER.raw()) {
            client.send(
                    POST
                            + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"pro\r\nc;x=y\r\nmpt\":\"Hi\"}  \r\n0\r\nX-T: 1\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(SERVER.adapter.onlyRequest().messages().get(0).text()).isEqualTo("Hi");
        }
    }
}
