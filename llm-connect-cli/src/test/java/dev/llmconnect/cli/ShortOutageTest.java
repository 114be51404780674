package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * 200 callers with defaults and no other route: a provider that fails for one second must not be an outage that lasts. Of the calls
 * that begin two seconds after the first failure, at least 95 % succeed. The figures are written to {@code target/short-outage.txt}.
 */
@Isolated
@Timeout(120)
class ShortOutageTest {
    private static final int CALLERS = 200;
    private static final Duration OUTAGE = Duration.ofSeconds(1);
    private static final Duration RECOVERED = Duration.ofSeconds(2);
    private static final Duration LOAD = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final Answer ANSWER = new Answer("model-1", List.of("right ", "answer"), 5, 2);

    /** How callers ask. */
    enum Way {
        HTTP_UNARY(false),
        HTTP_STREAM(true),
        PROFILE_OVER_HTTP(false),
        IN_PROCESS_UNARY(false),
        IN_PROCESS_STREAM(true);

        final boolean streams;

        Way(boolean streams) {
            this.streams = streams;
        }

        /** Whether a call is answered. */
        boolean ask(Gateway gateway, HttpClient client) throws IOException, InterruptedException {
            if (this == IN_PROCESS_UNARY || this == IN_PROCESS_STREAM) {
                return inProcess(gateway);
            }
            String model = this == PROFILE_OVER_HTTP ? "alone" : "model-1";
            String body = gateway.post(
                            client,
                            "/execute",
                            "{\"prompt\":\"Hello\",\"config\":{\"model_name\":\"" + model + "\"},\"stream\":" + streams
                                    + "}")
                    .body();
            return body.contains("right answer") && (!streams || body.contains("event: done"));
        }

        private boolean inProcess(Gateway gateway) {
            LLMRequest request = LLMRequest.of(
                    "Hello", RunConfig.builder().modelName("model-1").build());
            try {
                if (this == IN_PROCESS_UNARY) {
                    return gateway.assembly.adapter().execute(request).content().equals("right answer");
                }
                try (LLMStream stream = gateway.assembly.adapter().stream(request)) {
                    stream.iterator().forEachRemaining(event -> {});
                    return stream.response().content().equals("right answer");
                }
            } catch (LLMException e) {
                return false;
            }
        }
    }

    private record Call(long began, boolean answered) {}

    private static Reply answer(ReceivedRequest request) {
        return request.body().contains("\"stream\":true") ? ChatFormat.stream(ANSWER) : ChatFormat.answer(ANSWER);
    }

    @ParameterizedTest
    @EnumSource
    void aSecondOfFailuresIsOverASecondLater(Way way) throws Exception {
        AtomicLong failingSince = new AtomicLong();
        Queue<Call> calls = new ConcurrentLinkedQueue<>();
        try (ProviderStub provider = new ProviderStub();
                Gateway gateway = new Gateway(Map.of(
                        "LLM_CONNECT_PROVIDER",
                        "openrouter",
                        "OPENROUTER_API_KEY",
                        "canary-outage-key",
                        "LLM_CONNECT_OPENROUTER_BASE_URL",
                        provider.url().toString(),
                        "LLM_CONNECT_PROFILES_JSON",
                        "{\"alone\":{\"provider\":\"openrouter\",\"model\":\"model-1\"}}"))) {
            provider.answer(request -> {
                failingSince.compareAndSet(0, System.nanoTime());
                return System.nanoTime() - failingSince.get() < OUTAGE.toNanos()
                        ? Reply.json(503, "{\"error\":{\"message\":\"overloaded\"}}")
                        : answer(request);
            });
            load(way, gateway, calls);
        }

        long recovered = failingSince.get() + RECOVERED.toNanos();
        List<Call> later =
                calls.stream().filter(call -> call.began() - recovered >= 0).toList();
        double answered = (double) later.stream().filter(Call::answered).count() / later.size();
        Files.writeString(
                Path.of("target", "short-outage.txt"),
                way + ": " + calls.size() + " calls, " + later.size() + " begun later, answered " + answered + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        assertThat(later).as("calls begun later").hasSizeGreaterThan(CALLERS);
        assertThat(answered).as("share of answers among " + later.size()).isGreaterThanOrEqualTo(0.95);
        assertThat(calls).as("the outage was felt").anyMatch(call -> !call.answered());
    }

    private static void load(Way way, Gateway gateway, Queue<Call> calls) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            long end = System.nanoTime() + LOAD.toNanos();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(callers.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        long began = System.nanoTime();
                        calls.add(new Call(began, way.ask(gateway, client)));
                        Thread.sleep(PAUSE.toMillis());
                    }
                    return null;
                }));
            }
            for (Future<?> caller : all) {
                caller.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
