package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keep-alive, pipelining, expectations, and clients that are slow. */
class ConnectionTest {
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @RegisterExtension
    static final RunningServer SERVER = new RunningServer();

    @Test
    void aConnectionServesManyRequests() {
        try (RawClient client = SERVER.raw()) {
            for (int i = 0; i < 50; i++) {
                RawClient.Answer answer =
                        client.post("/execute", "{\"prompt\":\"Hi\"}").read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).doesNotContainKey("connection");
            }
        }
    }

    @Test
    void errorsThatAreNoBadHttpKeepTheConnection() {
        try (RawClient client = SERVER.raw()) {
            assertThat(client.post("/execute", "{").read().status()).isEqualTo(400);
            assertThat(client.post("/nowhere", "{}").read().status()).isEqualTo(404);
            assertThat(client.post("/health", "{}").read().status()).isEqualTo(405);
            assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionCloseIsObeyed() {
        try (RawClient client = SERVER.raw()) {
            client.send("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(client.read().headers()).containsEntry("connection", "close");
            assertThat(client.isAtEnd()).isTrue();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() {
        SERVER.adapter.answer = request -> FakeAdapter.hello().toBuilder()
                .content(request.messages().get(0).text())
                .build();
        try (RawClient client = SERVER.raw()) {
            for (int i = 0; i < 20; i++) {
                client.post("/execute", "{\"prompt\":\"number " + i + "\"}").send(HEALTH);
            }
            for (int i = 0; i < 20; i++) {
                assertThat(client.read().body()).contains("\"number " + i + "\"");
                assertThat(client.read().body()).isEqualTo("{\"status\":\"ok\"}");
            }
        }
    }

    @Test
    void aPipelineOfThousandsIsServedWithoutRecursion() {
        try (RawClient client = SERVER.raw()) {
            int count = 5000;
            Thread writer = new Thread(() -> client.send(HEALTH.repeat(count)));
            writer.start();
            for (int i = 0; i < count; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void headIsAnsweredWithoutABody() {
        try (RawClient client = SERVER.raw()) {
            RawClient.Answer head = client.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsEntry("content-length", "15");
            assertThat(client.send("HEAD /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
                            .readHead()
                            .status())
                    .isEqualTo(404);
            assertThat(client.send(HEALTH).read().body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void aClientThatWaitsForPermissionGetsIt() {
        try (RawClient client = SERVER.raw()) {
            client.send(
                    "POST /execute HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 15\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("{\"prompt\":\"Hi\"}").read().status()).isEqualTo(200);
            assertThat(client.send(HEALTH).read().status()).isEqualTo(200);
        }
    }

    @Test
    void everyAnswerHasADateAndARequestId() {
        assertThat(SERVER.get("/health").headers().map()).containsKeys("date", "x-request-id");
    }

    @Test
    void slowClientsStopNobody() throws IOException {
        List<RawClient> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 500; i++) {
                slow.add(SERVER.raw());
            }
            byte[] head = "GET /health HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII);
            for (int round = 0; round < 3; round++) {
                for (RawClient client : slow) {
                    client.send(new byte[] {head[round]});
                }
                long before = System.nanoTime();
                HttpResponse<String> answer = SERVER.get("/health");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(SERVER.execute("{\"prompt\":\"Hi\"}").statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
            }
        } finally {
            slow.forEach(RawClient::close);
        }
    }

    @Test
    void aBodyOfTheLimitIsAcceptedAndOneByteMoreIsNot() {
        int limit = 10 << 20;
        String frame = "{\"prompt\":\"\"}";
        HttpResponse<String> fits = SERVER.execute("{\"prompt\":\"" + "x".repeat(limit - frame.length()) + "\"}");
        assertThat(fits.statusCode()).isEqualTo(200);
        assertThat(SERVER.adapter.onlyRequest().messages().get(0).text()).hasSize(limit - frame.length());
        HttpResponse<String> over = SERVER.execute("{\"prompt\":\"" + "x".repeat(limit - frame.length() + 1) + "\"}");
        assertThat(over.statusCode()).isEqualTo(413);
        assertThat(over.body()).contains("request_too_large", "10485760");
    }

    @Test
    void theCompatibleEndpointsTakeBodiesOf32MiB() {
        String frame = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"\"}]}";
        String text = "x".repeat(12 << 20);
        HttpResponse<String> fits = SERVER.send(
                "/v1/messages",
                request -> request.POST(
                        BodyPublishers.ofString(frame.replace("\"content\":\"\"", "\"content\":\"" + text + "\""))));
        assertThat(fits.statusCode()).as(fits.body()).isEqualTo(200);
        assertThat(SERVER.adapter.onlyRequest().messages().get(0).text()).hasSize(12 << 20);

        assertThat(ServerLimits.defaults().maxBodyBytes()).isEqualTo(32 << 20);
        assertThat(ServerLimits.defaults().maxBodyBytes("/execute")).isEqualTo(10 << 20);
        assertThat(ServerLimits.builder().maxBodyBytes(7).build().maxBodyBytes("/execute"))
                .isEqualTo(7);
        assertThat(ServerLimits.defaults().toBuilder().build().maxBodyBytes("/execute"))
                .isEqualTo(10 << 20);
    }
}
