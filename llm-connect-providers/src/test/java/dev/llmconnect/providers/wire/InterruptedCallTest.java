package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.RawProvider;
import dev.llmconnect.providers.wire.FaultyReplies.Asked;
import dev.llmconnect.providers.wire.FaultyReplies.Format;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Interrupting the thread of a call is a cancellation, on every kind of thread and wherever the call waits. */
class InterruptedCallTest {
    private static final String HEAD = "HTTP/1.1 200 OK\nContent-Type: text/event-stream\n\n";
    private static final String FIRST = "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n";

    static Stream<Arguments> waits() {
        return Stream.of("", HEAD, HEAD + FIRST)
                .flatMap(sent -> Stream.of(Asked.values())
                        .flatMap(asked -> Stream.of(false, true)
                                .filter(virtual -> !virtual || virtualThreads() != null)
                                .map(virtual -> Arguments.of(sent, asked, virtual))));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void anInterruptEndsTheCallAsACancellation(String sent, Asked asked, boolean virtual) throws Exception {
        try (RawProvider provider = new RawProvider((n, c) -> c.send(sent).stall());
                LLMAdapter adapter = Format.CHAT.adapter(URI.create(provider.url()))) {
            CompletableFuture<Thread> thread = new CompletableFuture<>();
            CompletableFuture<LLMException> ended = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Executor threads = virtual ? virtualThreads() : task -> new Thread(task, "interrupted").start();
            threads.execute(() -> {
                thread.complete(Thread.currentThread());
                try {
                    asked.of(adapter, request());
                    ended.completeExceptionally(new AssertionError("the call was answered"));
                } catch (LLMException e) {
                    ended.complete(e);
                }
                flag.complete(Thread.currentThread().isInterrupted());
            });
            provider.awaitRequest();
            thread.get(10, TimeUnit.SECONDS).interrupt();

            LLMException failure = ended.get(10, TimeUnit.SECONDS);
            assertThat(failure).isInstanceOf(LLMCancelledException.class);
            assertThat(failure.reason()).isNotEqualTo(FailureReason.CONNECTION);
            assertThat(failure.isRetryable()).isFalse();
            assertThat(flag.get(10, TimeUnit.SECONDS))
                    .as("the thread stays interrupted")
                    .isTrue();
            assertThat(provider.hangsUpWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    private static LLMRequest request() {
        return LLMRequest.of(
                "Hello", RunConfig.builder().timeout(Duration.ofMinutes(1)).build());
    }

    /** {@code null} before Java 21. */
    private static Executor virtualThreads() {
        try {
            Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
            return task -> {
                try {
                    start.invoke(null, task);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
