package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Interrupting the thread of a call is a cancellation through every policy, too: it ends at once, is not tried again or elsewhere, and
 * opens no circuit for others, however many do it.
 */
@Timeout(60)
class InterruptedCallsTest {
    private static final int INTERRUPTED_CALLS = 8;
    private static final Answer ANSWER = new Answer("model-1", List.of("right ", "answer"), 5, 2);

    /** How a call is made. */
    enum Way {
        UNARY("model-1", false),
        STREAM("model-1", true),
        PROFILE_UNARY("plain", false),
        PROFILE_STREAM("plain", true),
        BUFFERED_UNARY("buffered", false),
        BUFFERED_STREAM("buffered", true);

        final String model;
        final boolean streams;

        Way(String model, boolean streams) {
            this.model = model;
            this.streams = streams;
        }

        String ask(LLMAdapter adapter) {
            LLMRequest request =
                    LLMRequest.of("Hello", RunConfig.builder().modelName(model).build());
            if (!streams) {
                return adapter.execute(request).content();
            }
            try (LLMStream stream = adapter.stream(request)) {
                return stream.response().content();
            }
        }
    }

    static Stream<Arguments> calls() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of(false, true)
                        .flatMap(begun -> Stream.of(false, true)
                                .filter(virtual -> !virtual || virtualStart() != null)
                                .map(virtual -> Arguments.of(way, begun, virtual))));
    }

    @ParameterizedTest(name = "{0}, answer begun: {1}, virtual thread: {2}")
    @MethodSource("calls")
    void anInterruptIsACancellation(Way way, boolean begun, boolean virtual) throws Exception {
        try (ProviderStub provider = new ProviderStub();
                ProviderStub fallback = new ProviderStub();
                Gateway gateway = new Gateway(
                        Map.of(
                                "LLM_CONNECT_PROVIDER",
                                "openrouter",
                                "OPENROUTER_API_KEY",
                                "canary-interrupt-key",
                                "OPENAI_API_KEY",
                                "canary-fallback-key",
                                "LLM_CONNECT_OPENROUTER_BASE_URL",
                                provider.url().toString(),
                                "LLM_CONNECT_OPENAI_BASE_URL",
                                fallback.url().toString(),
                                "LLM_CONNECT_PROFILES_JSON",
                                "{\"plain\":{\"provider\":\"openrouter\",\"model\":\"model-1\",\"fallbacks\":[{\"provider\":\"openai\",\"model\":\"f\"}]},"
                                        + "\"buffered\":{\"provider\":\"openrouter\",\"model\":\"model-1\",\"buffer_stream\":true}}"))) {
            LLMAdapter adapter = gateway.assembly.adapter();
            fallback.answer(InterruptedCallsTest::answer);
            for (int i = 1; i <= INTERRUPTED_CALLS; i++) {
                CompletableFuture<Void> asked = new CompletableFuture<>();
                provider.answer(request -> {
                    asked.complete(null);
                    Reply reply = answer(request);
                    return (begun ? reply.half() : reply.first(0)).ending(Reply.Ending.STALLED);
                });
                assertThat(interrupted(way, adapter, asked, virtual))
                        .isInstanceOfSatisfying(LLMCancelledException.class, e -> {
                            assertThat(e.isRetryable()).isFalse();
                            assertThat(e.reason()).isNotEqualTo(FailureReason.CONNECTION);
                        });
                assertThat(provider.received()).as("attempts").hasSize(i);
            }
            assertThat(fallback.received()).isEmpty();

            provider.answer(InterruptedCallsTest::answer);
            assertThat(way.ask(adapter)).as("the circuit stays closed").isEqualTo("right answer");
            assertThat(provider.received()).hasSize(INTERRUPTED_CALLS + 1);
        }
    }

    private static LLMException interrupted(Way way, LLMAdapter adapter, CompletableFuture<Void> asked, boolean virtual)
            throws Exception {
        CompletableFuture<LLMException> ended = new CompletableFuture<>();
        CompletableFuture<Thread> caller = new CompletableFuture<>();
        Runnable call = () -> {
            caller.complete(Thread.currentThread());
            try {
                ended.completeExceptionally(new AssertionError("it was answered: " + way.ask(adapter)));
            } catch (LLMException e) {
                ended.complete(e);
            }
        };
        Method start = virtual ? virtualStart() : null;
        if (start == null) {
            new Thread(call, "interrupted-call").start();
        } else {
            start.invoke(null, call);
        }
        asked.get(10, TimeUnit.SECONDS);
        caller.get(10, TimeUnit.SECONDS).interrupt();
        return ended.get(10, TimeUnit.SECONDS);
    }

    private static Reply answer(ReceivedRequest request) {
        return request.body().contains("\"stream\":true") ? ChatFormat.stream(ANSWER) : ChatFormat.answer(ANSWER);
    }

    /** {@code null} before Java 21. */
    private static Method virtualStart() {
        try {
            return Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
