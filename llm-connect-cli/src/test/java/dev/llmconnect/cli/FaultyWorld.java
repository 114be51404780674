package dev.llmconnect.cli;

import dev.llmconnect.testkit.Answer;
import dev.llmconnect.testkit.ChatFormat;
import dev.llmconnect.testkit.ProviderStub;
import dev.llmconnect.testkit.ReceivedRequest;
import dev.llmconnect.testkit.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A server between a client and two providers on sockets of their own: {@code primary}, in OpenRouter's place, and {@code fallback},
 * in OpenAI's. The profile {@code triage} has both, {@code alone} only the first, with a circuit of its own; {@code passing} is
 * {@code alone} without {@code buffer_stream}.
 */
final class FaultyWorld implements AutoCloseable {
    static final String TRIAGE = "triage";
    static final String ALONE = "alone";
    static final String PASSING = "passing";

    static final int WORDS = 60;
    private static final List<String> PIECES =
            IntStream.rangeClosed(1, WORDS).mapToObj(i -> "word" + i + " ").toList();
    /** What both providers answer when they are well. */
    static final String WHOLE = String.join("", PIECES);

    static final Answer OF_PRIMARY = new Answer("primary-answered", PIECES, 7, WORDS);
    static final Answer OF_FALLBACK = new Answer("fallback-answered", PIECES, 11, WORDS);

    final ProviderStub primary = new ProviderStub();
    final ProviderStub fallback = new ProviderStub();
    final Gateway gateway;

    FaultyWorld(FaultTimes times) {
        this(times, Map.of());
    }

    /** With further variables of the environment. */
    FaultyWorld(FaultTimes times, Map<String, String> more) {
        this(profiles(times), more);
    }

    /** With these profiles in place of the three. */
    FaultyWorld(String profiles) {
        this(profiles, Map.of());
    }

    private FaultyWorld(String profiles, Map<String, String> more) {
        primary.answer(fine());
        fallback.answer(fineFallback());
        Map<String, String> environment = new HashMap<>(more);
        environment.putAll(Map.of(
                "OPENROUTER_API_KEY",
                "canary-faults-primary-key",
                "OPENAI_API_KEY",
                "canary-faults-fallback-key",
                "LLM_CONNECT_OPENROUTER_BASE_URL",
                primary.url().toString(),
                "LLM_CONNECT_OPENAI_BASE_URL",
                fallback.url().toString(),
                "LLM_CONNECT_PROVIDER",
                "openrouter",
                "LLM_CONNECT_PROFILES_JSON",
                profiles));
        gateway = new Gateway(environment);
    }

    private static String profiles(FaultTimes times) {
        return "{\"triage\":{\"model\":\"primary-1\",\"fallbacks\":[{\"provider\":\"openai\",\"model\":\"fallback-1\"}],"
                + "\"buffer_stream\":true," + times.policies()
                + "},\"alone\":{\"model\":\"alone-1\",\"buffer_stream\":true," + times.policies()
                + "},\"passing\":{\"model\":\"passing-1\",\"buffer_stream\":false," + times.policies() + "}}";
    }

    /** Whole, as a stream where one is asked for. */
    static Function<ReceivedRequest, Reply> fine() {
        return request -> reply(request, OF_PRIMARY);
    }

    static Function<ReceivedRequest, Reply> fineFallback() {
        return request -> reply(request, OF_FALLBACK);
    }

    /** What a well primary would say, spoilt. */
    static Function<ReceivedRequest, Reply> spoilt(UnaryOperator<Reply> fault) {
        return request -> fault.apply(reply(request, OF_PRIMARY));
    }

    static Function<ReceivedRequest, Reply> error(int status, String json) {
        return request -> Reply.json(status, json);
    }

    static Function<ReceivedRequest, Reply> error(int status) {
        return request -> ChatFormat.error(status, "something is wrong");
    }

    private static Reply reply(ReceivedRequest request, Answer answer) {
        boolean streams = request.body().replace(" ", "").contains("\"stream\":true");
        return streams ? ChatFormat.stream(answer) : ChatFormat.answer(answer);
    }

    /** What a provider saw since it had seen so many: the time between each two requests. */
    static List<Duration> gaps(ProviderStub provider, int since) {
        List<Long> times = provider.times();
        List<Duration> gaps = new ArrayList<>();
        for (int i = since + 1; i < times.size(); i++) {
            gaps.add(Duration.ofNanos(times.get(i) - times.get(i - 1)));
        }
        return gaps;
    }

    /** The most requests that a provider saw within three seconds, since it had seen so many. */
    static long maxCallsInThreeSeconds(ProviderStub provider, int since) {
        List<Long> times = provider.times();
        List<Long> seen = times.subList(since, times.size());
        return seen.stream()
                .mapToLong(first -> seen.stream()
                        .filter(time -> time >= first && time - first <= TimeUnit.SECONDS.toNanos(3))
                        .count())
                .max()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        gateway.close();
        primary.close();
        fallback.close();
    }
}
