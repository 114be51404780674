package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

@SuppressWarnings("InputStreamSlowMultibyteRead") // what is read here is a byte
class CallGuardTest {
    private final Cancellation cancellation = new Cancellation();

    @Test
    void anExchangeThatEndsIsGiven() {
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThat(guard.await(CompletableFuture.completedFuture("answer"))).isEqualTo("answer");
            assertThat(guard.isEnded()).isFalse();
        }
    }

    @Test
    void theDeadlineCancelsTheExchange() {
        CompletableFuture<String> exchange = new CompletableFuture<>();
        try (CallGuard guard = guard(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> guard.await(exchange)).isInstanceOf(LLMTimeoutException.class);
            assertThat(exchange).isCancelled();
            assertThat(guard.isEnded()).isTrue();
        }
    }

    @Test
    void aCallerWhoLeavesCancelsTheExchange() {
        CompletableFuture<String> exchange = new CompletableFuture<>();
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            cancellation.cancel();

            assertThatThrownBy(() -> guard.await(exchange)).isInstanceOf(LLMCancelledException.class);
            assertThat(exchange).isCancelled();
        }
    }

    @Test
    void anInterruptIsACancellationAndNoFailureOfTheProvider() {
        CompletableFuture<String> exchange = new CompletableFuture<>();
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> guard.await(exchange)).isInstanceOf(LLMCancelledException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(exchange).isCancelled();
        }
    }

    @Test
    void aFailureWithoutAMessageIsNamedByItsKind() {
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThat(guard.failure(new EOFException()))
                    .hasMessageContaining("java.io.EOFException")
                    .hasMessageNotContaining("null");
        }
    }

    @Test
    void anExchangeThatFailsIsAFailedConnection() {
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> guard.await(CompletableFuture.failedFuture(new IOException("refused"))))
                    .isInstanceOf(LLMApiException.class)
                    .hasMessageContaining("acme")
                    .hasMessageContaining("refused")
                    .satisfies(e ->
                            assertThat(((LLMException) e).details().reason()).isEqualTo(FailureReason.CONNECTION));
        }
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThat(guard.readText(bytes("1234"), 4)).isEqualTo("1234");
            assertThatThrownBy(() -> guard.readText(bytes("12345"), 4))
                    .isInstanceOf(LLMApiException.class)
                    .satisfies(e ->
                            assertThat(((LLMException) e).details().reason()).isEqualTo(FailureReason.TOO_LARGE));
        }
    }

    @Test
    void aBodyThatIsClosedByTheCallerWhoLeavesIsNotTakenForOneThatEnded() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream endsWhenClosed = new InputStream() {
            @Override
            public int read() {
                cancellation.cancel();
                return -1;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> guard.readText(endsWhenClosed, 100)).isInstanceOf(LLMCancelledException.class);
            closed.await();
        }
    }

    @Test
    void theDeadlineEndsAReadThatBlocks() {
        CountDownLatch closed = new CountDownLatch(1);
        InputStream silent = new InputStream() {
            @Override
            public int read() throws IOException {
                try {
                    closed.await();
                    return -1;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (CallGuard guard = guard(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> guard.readText(silent, 100)).isInstanceOf(LLMTimeoutException.class);
        }
    }

    @Test
    void aClientThatTakesZeroForNoTimeoutIsGivenAtLeastAMillisecond() {
        try (CallGuard guard = guard(Duration.ZERO)) {
            assertThat(guard.timeout()).isEqualTo(Duration.ofMillis(1));
        }
        try (CallGuard guard = guard(Duration.ofMinutes(1))) {
            assertThat(guard.timeout())
                    .asInstanceOf(InstanceOfAssertFactories.DURATION)
                    .isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
        }
    }

    private CallGuard guard(Duration timeout) {
        return CallGuard.start(
                "acme",
                LLMRequest.builder()
                        .prompt("Hello")
                        .cancellation(cancellation)
                        .deadline(Deadline.after(timeout))
                        .build()
                        .begin());
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
