package dev.llmconnect.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.RawProvider.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A provider is sent a request twice only where it cannot have seen the first one. */
class ResentRequestTest {
    private static final String OK = "HTTP/1.1 200 OK\nContent-Length: 2\n\nok";
    private static final Duration AT_ONCE = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void aPooledConnectionThatIsClosedAtOnceIsReplaced() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> okOrThen(n, 1, c, Connection::reset));
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT, AT_ONCE)) {
            assertThat(ask(clients, provider)).isEqualTo("ok");
            assertThat(ask(clients, provider)).isEqualTo("ok");

            assertThat(provider.requests()).isEqualTo(3);
            assertThat(provider.connections()).isEqualTo(2);
        }
    }

    @Test
    void soIsOneThatIsClosedInGoodOrder() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> okOrThen(n, 1, c, Connection::close));
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT, AT_ONCE)) {
            assertThat(ask(clients, provider)).isEqualTo("ok");
            assertThat(ask(clients, provider)).isEqualTo("ok");

            assertThat(provider.requests()).isEqualTo(3);
        }
    }

    @Test
    void aRequestThatWasHeldAndThenDroppedIsNotSentAgain() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> okOrThen(n, 1, c, held -> {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(400));
                    held.reset();
                }));
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT, SHORT)) {
            assertThat(ask(clients, provider)).isEqualTo("ok");
            assertThatThrownBy(() -> ask(clients, provider)).isInstanceOf(IOException.class);

            assertThat(provider.requests()).isEqualTo(2);
            assertThat(ask(clients, provider)).isEqualTo("ok");
        }
    }

    @Test
    void aNewConnectionThatIsClosedAtOnceIsNotReplaced() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> c.reset());
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT, AT_ONCE)) {
            assertThatThrownBy(() -> ask(clients, provider)).isInstanceOf(IOException.class);

            assertThat(provider.requests()).isEqualTo(1);
        }
    }

    @Test
    void aProviderThatHasBegunItsResponseIsNotAskedAgain() throws IOException {
        try (RawProvider provider = new RawProvider((n, c) -> okOrThen(n, 1, c, begun -> {
                    begun.send("HTTP/1.1 20");
                    begun.close();
                }));
                HttpClients clients = new HttpClients(HttpLimits.DEFAULT, AT_ONCE)) {
            assertThat(ask(clients, provider)).isEqualTo("ok");
            assertThatThrownBy(() -> ask(clients, provider)).isInstanceOf(IOException.class);

            assertThat(provider.requests()).isEqualTo(2);
        }
    }

    private interface Fault {
        void on(Connection connection) throws IOException;
    }

    private static void okOrThen(int number, int faulty, Connection connection, Fault fault) throws IOException {
        if (number == faulty) {
            fault.on(connection);
        } else {
            connection.send(OK);
        }
    }

    private static String ask(HttpClients clients, RawProvider provider) throws IOException {
        HttpCall call = new HttpCall("POST", provider.url(), new byte[] {'{', '}'});
        try (HttpExchange exchange = clients.send(call, LLMRequest.of("Hello"), false)) {
            return exchange.body().readUtf8();
        }
    }
}
