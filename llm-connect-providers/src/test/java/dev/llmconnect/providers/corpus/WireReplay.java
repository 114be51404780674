package dev.llmconnect.providers.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.UndelayedSockets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Replays what real providers sent, over HTTP, through an adapter of ours. A wire plugs in by extending this class; the recordings
 * are found by what they say of themselves, never by name, so that others than those known today can be replayed as well.
 *
 * <p>{@code expected} must read the recording by itself, without the decoders under test.
 */
@Timeout(600)
public abstract class WireReplay {
    /** Odd on purpose: pieces end inside characters, lines and frames. */
    private static final int[] PIECES = {1, 3, 7, 13, 61, 1021};

    private static final int MAX_CUTS = 8;

    private static final Pattern COUNT = Pattern.compile("^[a-z_ ]*tokens: ");

    /** The name under which the result is printed. */
    protected abstract String title();

    /** Whether a recording is one of this wire's. */
    protected abstract boolean covers(Recording recording);

    /** Why a recording that is covered is not replayed; empty when it is. */
    protected Optional<String> leftOut(Recording recording) {
        return Optional.empty();
    }

    /** An adapter that sends its calls to a server at this address (which has no slash at its end). */
    protected abstract LLMAdapter adapter(String url, Recording recording);

    /** What the recording says. */
    protected abstract Expected expected(Recording recording);

    /** What is asked; one user message to the recording's model by default. */
    protected LLMRequest request(Recording recording) {
        String model = recording.request().get("body").filled("model").orElse("replayed-model");
        return LLMRequest.of("replay", RunConfig.builder().modelName(model).build());
    }

    @Test
    void everyRecordingInScopeIsUnderstood() throws Exception {
        Map<String, Integer> leftOut = new TreeMap<>();
        List<Recording> inScope = new ArrayList<>();
        for (Recording recording : Corpus.recordings()) {
            if (covers(recording)) {
                leftOut(recording)
                        .ifPresentOrElse(
                                reason -> leftOut.merge(reason, 1, Integer::sum), () -> inScope.add(recording));
            }
        }
        Map<String, List<String>> failed = replay(inScope, recording -> recording);
        int good = inScope.size() - failed.size();
        long streamed = inScope.stream().filter(Recording::stream).count();
        System.out.printf(
                "replay %s: %d of %d in scope (%.1f %%; %d unary, %d streamed), left out %s%n",
                title(),
                good,
                inScope.size(),
                inScope.isEmpty() ? 100.0 : 100.0 * good / inScope.size(),
                inScope.size() - streamed,
                streamed,
                leftOut);
        assertUnderstood(failed);
    }

    @ParameterizedTest
    @EnumSource
    void everyRecordingIsUnderstoodInOtherBytes(Mutation mutation) throws Exception {
        List<Recording> inScope = Corpus.recordings().stream()
                .filter(recording -> covers(recording) && leftOut(recording).isEmpty())
                .toList();
        Map<String, List<String>> failed = replay(inScope, mutation::of);
        if (mutation.isWithoutCounts()) {
            failed.values()
                    .forEach(differences -> differences.removeIf(
                            difference -> COUNT.matcher(difference).find()));
            failed.values().removeIf(List::isEmpty);
        }
        assertUnderstood(failed);
    }

    /** What is cut off after an event either is all there or fails. */
    @Test
    void aStreamThatIsCutIsNeverAShortSuccess() throws Exception {
        List<String> shortened = new ArrayList<>();
        forEachStream((recording, whole, server) -> {
            for (Recording cut : RecordedPieces.of(recording).cut(MAX_CUTS)) {
                if (outcome(cut, server) instanceof LLMResponse part
                        && !said(part).equals(said(whole))) {
                    shortened.add(cut.name() + "\n  " + said(part));
                }
            }
        });
        assertThat(shortened).isEmpty();
    }

    /** What streamed out and what the whole answer says agree, or it is a failure. */
    @Test
    void aStreamThatLacksAnEventAgreesWithItselfOrFails() throws Exception {
        List<String> wrong = new ArrayList<>();
        forEachStream((recording, whole, server) -> {
            for (Recording lacking : RecordedPieces.of(recording).withoutOne(MAX_CUTS)) {
                server.enqueue(answer(lacking));
                List<String> differences = new ArrayList<>();
                try (LLMAdapter adapter = adapter(server.url("/stub").toString(), lacking)) {
                    LLMResponse part = streamed(adapter, request(lacking), differences);
                    if (repeatsItsText() && !said(part).equals(said(whole))) {
                        differences.add("it says " + said(part));
                    }
                } catch (LLMException e) {
                    continue;
                }
                if (!differences.isEmpty()) {
                    wrong.add(lacking.name() + "\n  " + String.join("\n  ", differences));
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    private interface StreamCheck {
        void check(Recording recording, LLMResponse whole, MockWebServer server) throws Exception;
    }

    /** Checks each recorded stream in scope that is read as a whole answer. */
    private void forEachStream(StreamCheck check) throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.setServerSocketFactory(new UndelayedSockets());
            server.start();
            for (Recording recording : Corpus.recordings()) {
                boolean replayed = recording.stream()
                        && covers(recording)
                        && leftOut(recording).isEmpty();
                if (replayed && outcome(recording, server) instanceof LLMResponse whole) {
                    check.check(recording, whole, server);
                }
            }
        }
    }

    /** Whether what a stream has said stands in later events again, so that nothing of it can be lost. */
    protected boolean repeatsItsText() {
        return false;
    }

    private Object outcome(Recording recording, MockWebServer server) {
        server.enqueue(answer(recording));
        try (LLMAdapter adapter = adapter(server.url("/stub").toString(), recording);
                LLMStream stream = adapter.stream(request(recording))) {
            stream.forEach(event -> {});
            return stream.response();
        } catch (LLMException e) {
            return e;
        }
    }

    private static List<?> said(LLMResponse answer) {
        return List.of(answer.content(), answer.reasoning(), answer.refusal(), answer.toolCalls());
    }

    private static void assertUnderstood(Map<String, List<String>> failed) {
        assertThat(failed.entrySet().stream()
                        .map(entry -> entry.getKey() + "\n  " + String.join("\n  ", entry.getValue())))
                .as("recordings that are not understood")
                .isEmpty();
    }

    /** By their names, those whose outcome is not what they say, and how it differs. */
    private Map<String, List<String>> replay(List<Recording> recordings, UnaryOperator<Recording> sent)
            throws Exception {
        Map<String, List<String>> failed = new LinkedHashMap<>();
        try (MockWebServer server = new MockWebServer()) {
            server.setServerSocketFactory(new UndelayedSockets());
            server.start();
            for (Recording recording : recordings) {
                List<String> differences = replay(recording, sent.apply(recording), server);
                if (!differences.isEmpty()) {
                    failed.put(recording.name(), differences);
                }
            }
        }
        return failed;
    }

    private List<String> replay(Recording recording, Recording sent, MockWebServer server) throws InterruptedException {
        server.enqueue(answer(sent));
        String url = server.url("/stub").toString();
        List<String> differences = new ArrayList<>();
        try (LLMAdapter adapter = adapter(url, recording)) {
            Object outcome;
            try {
                outcome = recording.stream()
                        ? streamed(adapter, request(recording), differences)
                        : adapter.execute(request(recording));
            } catch (LLMException e) {
                outcome = e;
            }
            differences.addAll(Comparison.of(expected(recording), outcome));
        } catch (RuntimeException e) {
            differences.add("threw " + e);
        }
        if (server.takeRequest(5, java.util.concurrent.TimeUnit.SECONDS) == null) {
            throw new IllegalStateException("the adapter did not call the stub for " + recording);
        }
        return differences;
    }

    private static MockResponse answer(Recording recording) {
        MockResponse.Builder response = new MockResponse.Builder().code(recording.status());
        recording
                .response()
                .object("headers")
                .forEach((name, value) -> response.setHeader(name, String.valueOf(value)));
        Buffer body = new Buffer().write(recording.body());
        if (recording.stream()) {
            int size = PIECES[Math.floorMod(recording.name().hashCode(), PIECES.length)];
            return response.chunkedBody(body, size).build();
        }
        return response.body(body).build();
    }

    /** The assembled answer; the events must come to the same. */
    private static LLMResponse streamed(LLMAdapter adapter, LLMRequest request, List<String> differences) {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        Map<Integer, StringBuilder> arguments = new TreeMap<>();
        Map<Integer, String> names = new TreeMap<>();
        try (LLMStream stream = adapter.stream(request)) {
            for (StreamEvent event : stream) {
                if (event instanceof StreamEvent.Text more) {
                    text.append(more.text());
                } else if (event instanceof StreamEvent.Reasoning more) {
                    reasoning.append(more.text());
                } else if (event instanceof StreamEvent.Refusal more) {
                    refusal.append(more.text());
                } else if (event instanceof StreamEvent.ToolCallDelta more) {
                    arguments
                            .computeIfAbsent(more.index(), i -> new StringBuilder())
                            .append(more.arguments());
                    if (more.name() != null) {
                        names.put(more.index(), more.id() + " " + more.name());
                    }
                }
            }
            LLMResponse whole = stream.response();
            check("text", text.toString(), whole.content(), differences);
            check("reasoning", reasoning.toString(), whole.reasoning().orElse(""), differences);
            check("refusal", refusal.toString(), whole.refusal().orElse(""), differences);
            Map<Integer, String> called = new TreeMap<>();
            for (int i = 0; i < whole.toolCalls().size(); i++) {
                called.put(
                        i,
                        whole.toolCalls().get(i).id() + " "
                                + whole.toolCalls().get(i).name());
                String pieces = arguments.getOrDefault(i, new StringBuilder()).toString();
                String all = whole.toolCalls().get(i).argumentsJson();
                check("arguments", pieces.isBlank() || pieces.equals("null") ? "{}" : pieces, all, differences);
            }
            check("tool calls", called.toString(), names.toString(), differences);
            return whole;
        }
    }

    private static void check(String what, String events, String whole, List<String> differences) {
        if (!events.equals(whole)) {
            differences.add(
                    what + " of the events is " + Json.text(events) + "\n    but of the answer " + Json.text(whole));
        }
    }
}
