package dev.llmconnect.providers.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.RawProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HttpClientsTest {
    private static final String HEAD = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n";

    @Test
    void aFurtherClientIsOpenedOnlyWhenOneIsFullAndTheFirstIsFilledAgain() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> c.send(HEAD).stall())) {
            HttpClients clients = new HttpClients(HttpLimits.DEFAULT);
            List<HttpExchange> open = new ArrayList<>();
            for (int i = 0; i < HttpClients.CALLS_PER_CLIENT; i++) {
                open.add(send(clients, provider.url()));
            }
            assertThat(clients.size()).isEqualTo(1);
            open.add(send(clients, provider.url()));
            assertThat(clients.size()).isEqualTo(2);
            open.remove(0).close();
            for (int i = 0; i < HttpClients.CALLS_PER_CLIENT; i++) {
                open.add(send(clients, provider.url()));
            }
            assertThat(clients.size()).isEqualTo(2);
            assertThat(provider.requests()).isEqualTo(2 * HttpClients.CALLS_PER_CLIENT + 1);

            clients.close();
            assertThat(provider.allHungUp()).isTrue();
            for (HttpExchange exchange : open) {
                assertThatThrownBy(() -> exchange.source().readByte()).isInstanceOf(IOException.class);
                exchange.close();
            }
        }
    }

    /** A system without TCP_NODELAY holds it back until the receipt of what came before is confirmed, which takes 40 ms. */
    @Test
    void theEndOfALargeBodyIsNotHeldBack() throws Exception {
        int size = 50_000;
        try (ServerSocket provider = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> answerBodiesOf(size, provider));
            HttpCall call = new HttpCall("POST", "http://127.0.0.1:" + provider.getLocalPort() + "/", new byte[size]);
            long fastest = Long.MAX_VALUE;
            try (HttpClients clients = new HttpClients(HttpLimits.DEFAULT)) {
                for (int i = 0; i < 10; i++) {
                    long start = System.nanoTime();
                    try (HttpExchange exchange = clients.send(call, LLMRequest.of("Hello"), false)) {
                        assertThat(exchange.body().readUtf8()).isEqualTo("ok");
                    }
                    // The system lets the first ones pass.
                    if (i > 3) {
                        fastest = Math.min(fastest, System.nanoTime() - start);
                    }
                }
            }
            assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(30));
            answering.get(5, TimeUnit.SECONDS);
        }
    }

    private static void answerBodiesOf(int size, ServerSocket provider) {
        byte[] buffer = new byte[2 * size];
        try (Socket caller = provider.accept()) {
            while (true) {
                int received = 0;
                while (received < size) {
                    int count = caller.getInputStream().read(buffer);
                    if (count < 0) {
                        return;
                    }
                    received += count;
                }
                caller.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aClosedClientSendsNothing() {
        try (RawProvider provider = new RawProvider((n, c) -> c.send(HEAD))) {
            HttpClients clients = new HttpClients(HttpLimits.DEFAULT);
            clients.close();
            assertThatThrownBy(() -> send(clients, provider.url()))
                    .isInstanceOf(LLMException.class)
                    .hasMessage("the adapter has been closed");
            assertThat(provider.connections()).isZero();
        }
    }

    @Test
    void aHeaderThatHttpDoesNotAllowIsRefusedWithoutQuotingIt() {
        try (HttpClients clients = new HttpClients(HttpLimits.DEFAULT)) {
            HttpCall call = new HttpCall("POST", "http://127.0.0.1:1/", new byte[0])
                    .header("Authorization", "Bearer line\nbreak-of-a-key");
            assertThatThrownBy(() -> clients.send(call, LLMRequest.of("Hello"), false))
                    .isInstanceOf(LLMInvalidRequestException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("break-of-a-key");
        }
    }

    @Test
    void anHttpsAddressIsSpokenToInTls() throws Exception {
        try (ServerSocket provider = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT)) {
            CompletableFuture<Integer> firstByte = CompletableFuture.supplyAsync(() -> {
                try (Socket caller = provider.accept()) {
                    return caller.getInputStream().read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThatThrownBy(() -> send(clients, "https://127.0.0.1:" + provider.getLocalPort()))
                    .isInstanceOf(IOException.class);
            // a handshake record (RFC 8446, section 5.1)
            assertThat(firstByte.get(10, TimeUnit.SECONDS)).isEqualTo(22);
        }
    }

    private static HttpExchange send(HttpClients clients, String url) throws IOException {
        return clients.send(new HttpCall("POST", url, new byte[] {'{', '}'}), LLMRequest.of("Hello"), true);
    }
}
