package dev.llmconnect.cli;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.testkit.ProviderStub;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** A server whose first provider fails at random, and whose second never does, under many callers at once. */
final class LoadedWorld implements AutoCloseable {
    private static final Set<String> RIGHT_ERRORS =
            Set.of("429 provider_rate_limited", "502 provider_api_error", "504 provider_timeout");

    private final RandomFaults faults = new RandomFaults();
    private final ProviderStub primary = new ProviderStub();
    private final ProviderStub fallback = new ProviderStub();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Gateway gateway;
    private final AtomicLong questions = new AtomicLong();

    LoadedWorld() {
        primary.answer(faults);
        fallback.answer(RandomFaults::healthy);
        String policies = "\"provider\":\"openrouter\",\"timeout_seconds\":60,\"buffer_stream\":true,"
                + "\"retry\":{\"max_attempts\":3,\"base_delay_ms\":50},"
                + "\"first_token_timeout_seconds\":6,\"idle_timeout_seconds\":6,"
                + "\"circuit_breaker\":{\"failure_threshold\":5,\"max_delay_seconds\":0.1}";
        gateway = new Gateway(Map.of(
                "OPENROUTER_API_KEY",
                "canary-load-primary-key",
                "OPENAI_API_KEY",
                "canary-load-fallback-key",
                "LLM_CONNECT_OPENROUTER_BASE_URL",
                primary.url().toString(),
                "LLM_CONNECT_OPENAI_BASE_URL",
                fallback.url().toString(),
                "LLM_CONNECT_PROVIDER",
                "openrouter",
                "LLM_CONNECT_PROFILES_JSON",
                "{\"triage\":{\"model\":\"primary-1\",\"fallbacks\":[{\"provider\":\"openai\",\"model\":\"f\"}],"
                        + policies + "},\"alone\":{\"model\":\"alone-1\"," + policies + "}}"));
    }

    int attempts() {
        return primary.received().size();
    }

    long faults() {
        return faults.faults();
    }

    /**
     * What became of a load.
     *
     * @param outcomes how many calls ended how, by profile
     * @param wrong the first of those that did not end rightly
     */
    record Tally(long calls, Map<String, Long> outcomes, List<String> wrong, Duration longest) {
        /** The share of answers among the calls of a profile. */
        double answered(String profile) {
            long all = outcomes.entrySet().stream()
                    .filter(outcome -> outcome.getKey().startsWith(profile + " "))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return (double) outcomes.getOrDefault(profile + " 200", 0L) / all;
        }
    }

    /** Asks with so many callers for that long. */
    Tally load(int callers, Duration time) throws Exception {
        Map<String, Long> outcomes = new ConcurrentSkipListMap<>();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        LongAccumulator longest = new LongAccumulator(Math::max, 0);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            long end = System.nanoTime() + time.toNanos();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String profile = i % 2 == 0 ? "triage" : "alone";
                all.add(threads.submit(() -> {
                    while (System.nanoTime() - end < 0) {
                        long began = System.nanoTime();
                        String outcome = ask(profile, wrong);
                        longest.accumulate(System.nanoTime() - began);
                        outcomes.merge(profile + " " + outcome, 1L, Long::sum);
                    }
                    return null;
                }));
            }
            for (Future<?> caller : all) {
                caller.get();
            }
        } finally {
            threads.shutdown();
        }
        return new Tally(questions.get(), outcomes, wrong.stream().limit(5).toList(), Duration.ofNanos(longest.get()));
    }

    private String ask(String profile, Queue<String> wrong) throws IOException, InterruptedException {
        long number = questions.incrementAndGet();
        boolean streams = number % 3 == 0;
        HttpResponse<String> http = gateway.post(
                client,
                "/execute",
                "{\"prompt\":\"question-" + number + "-\",\"config\":{\"model_name\":\"" + profile + "\"},\"stream\":"
                        + streams + "}");
        if (http.statusCode() == 200) {
            String body = streams ? lastEvent(http.body()) : http.body();
            String expected = RandomFaults.answerTo(String.valueOf(number));
            if (body.isEmpty() || !Json.read(body).textOrEmpty("content").equals(expected)) {
                wrong.add("question " + number + ": " + http.body());
            }
            return "200";
        }
        JsonNode error = Json.read(http.body());
        String outcome = http.statusCode() + " " + error.textOrEmpty("error");
        if (!RIGHT_ERRORS.contains(outcome)) {
            wrong.add(profile + ": " + http.body());
        }
        return outcome;
    }

    /** The data of the event that ends a stream well; empty when it does not end so. */
    private static String lastEvent(String body) {
        int at = body.lastIndexOf("event: done\ndata: ");
        return at < 0 ? "" : body.substring(at + "event: done\ndata: ".length()).strip();
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        primary.close();
        fallback.close();
    }
}
