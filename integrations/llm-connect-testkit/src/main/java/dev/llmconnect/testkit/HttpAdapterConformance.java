package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conformance tests of adapters for HTTP providers. Extend it and implement {@link ProviderFormat} with the provider's answers,
 * streams and errors; the kit runs a stub of the provider, with and without faults.
 *
 * <pre>{@code
 * class AcmeConformanceTest extends HttpAdapterConformance {
 *     public String provider() { return "acme"; }
 *
 *     public Reply answer(Answer answer) {
 *         return Reply.json("{\"text\":" + Json.quote(answer.text()) + "}");
 *     }
 *
 *     public Reply error(int status, String message) {
 *         return Reply.json(status, "{\"error\":" + Json.quote(message) + "}");
 *     }
 * }
 * }</pre>
 *
 * <p>The adapter is created by the registry, by name, with the settings {@code base_url} and {@code api_key}; override
 * {@link #adapter(java.net.URI, String)} or {@link #settings()} if more is needed. To exclude a test that cannot pass for a
 * provider, override it with {@code @Disabled} and the reason.
 */
public abstract class HttpAdapterConformance extends TimeConformance {
    private static final Pattern NUMBERED = Pattern.compile("kit-question-(\\d+)-");

    private final LogCapture log = LogCapture.start();

    /** For subclasses. */
    protected HttpAdapterConformance() {}

    @AfterEach
    void noKeyIsLogged() {
        log.close();
        Secrecy.check("the log", log.text(), KEY);
    }

    @ParameterizedTest
    @EnumSource
    protected void noKeyIsSeenWhenTheProviderSaysItBack(CallMode mode) throws Exception {
        // failure() looks into message, causes and details.
        for (int status : List.of(400, 401, 403, 429, 500)) {
            failureWith(mode, withKey(error(status, "the key " + KEY + " is wrong: Bearer " + KEY)));
        }
        byte[] page = ("<html>" + KEY + "</html>").getBytes(StandardCharsets.UTF_8);
        failureWith(mode, withKey(Reply.of(502, "text/html", page)));
        failureWith(mode, withKey(Reply.of(200, "application/json", page)));
        errorWithStatus200("not with " + KEY).ifPresent(reply -> failureWith(mode, withKey(reply)));
        errorInStream("not with " + KEY)
                .ifPresent(event -> failureWith(
                        CallMode.STREAM,
                        withKey(stream(ANSWER).orElseThrow().half().followedBy(event))));

        stub.answer(request -> withKey(replyTo(request, ANSWER)));
        LLMAdapter adapter = adapter();
        LLMResponse response = mode.ask(adapter, hello());
        Secrecy.check("the answer", response.toMap(), KEY);
        Secrecy.check("the answer's toString()", response, KEY);
        Secrecy.check("the adapter's toString()", adapter, KEY);
    }

    @ParameterizedTest
    @EnumSource
    protected void theKeyDoesNotFollowARedirect(CallMode mode) throws Exception {
        try (ProviderStub elsewhere = new ProviderStub()) {
            elsewhere.answer(request -> replyTo(request, ANSWER));
            for (int status : List.of(302, 307, 308)) {
                stub.answer(request -> Reply.json(status, "{}")
                        .header("Location", elsewhere.url().toString()));
                try {
                    mode.ask(adapter(), hello());
                } catch (LLMException e) {
                    assertThat(e).isInstanceOf(LLMApiException.class);
                }
            }
            assertThat(elsewhere.received())
                    .allSatisfy(request -> Secrecy.check("the request", request.everything(), KEY));
        }
    }

    @ParameterizedTest
    @EnumSource
    protected void anAnswerWithoutEndIsNotReadToIt(CallMode mode) throws Exception {
        stub.answer(request -> replyTo(request, ANSWER).half().withoutLength().ending(Reply.Ending.ENDLESS));

        failure(mode);

        stub.awaitClientLeft(
                "the adapter stopped to read an answer of " + (StubConnection.ENDLESS_BYTES >> 20) + " MiB");
    }

    @ParameterizedTest
    @EnumSource
    protected void callsAtTheSameTimeGetTheirOwnAnswers(CallMode mode) throws Exception {
        CountDownLatch notAskedYet = new CountDownLatch(MANY);
        stub.answer(request -> {
            notAskedYet.countDown();
            // Nobody is answered before everybody has asked; after some time, so that the test can say what was wrong.
            return awaitHalfTheLimit(notAskedYet) ? replyTo(request, answerTo(request)) : Reply.json(500, "{}");
        });
        LLMAdapter adapter = adapter();
        List<LLMRequest> requests = IntStream.range(0, MANY)
                .mapToObj(i ->
                        prompt("kit-question-" + i + "-").requestId("call-" + i).build())
                .toList();
        List<Future<LLMResponse>> answers = requests.stream()
                .map(request -> Patience.start(() -> mode.call(adapter, request)))
                .toList();

        assertThat(awaitHalfTheLimit(notAskedYet))
                .as("%d calls at the same time, of which the adapter held back %d", MANY, notAskedYet.getCount())
                .isTrue();
        for (int i = 0; i < MANY; i++) {
            LLMResponse response = Patience.await("the call ended", answers.get(i));
            assertThat(response.content()).isEqualTo("kit-answer-" + i + "-");
            assertThat(response.metadata().toMap()).containsEntry("request_id", "call-" + i);
        }
    }

    @Test
    protected void adaptersThatAreClosedLeaveNoConnections() throws Exception {
        for (int i = 0; i < MANY; i++) {
            try (LLMAdapter adapter = newAdapter()) {
                CallMode.EXECUTE.ask(adapter, hello());
            }
        }

        // A pool that adapters share may stay.
        Leaks.awaitAtMost(MANY / 2, "connections of closed adapters are open", stub::openConnections);
    }

    private static Reply withKey(Reply reply) {
        return reply.header("x-request-id", KEY).header("request-id", KEY).header("x-echo", "Bearer " + KEY);
    }

    private static Answer answerTo(ReceivedRequest request) {
        Matcher question = NUMBERED.matcher(request.everything());
        String number = question.find() ? question.group(1) : "of no question";
        return new Answer(
                ANSWER.model(),
                List.of("kit-", "answer-", number, "-"),
                ANSWER.promptTokens(),
                ANSWER.completionTokens());
    }

    private static boolean awaitHalfTheLimit(CountDownLatch latch) {
        try {
            return latch.await(Patience.limit().toMillis() / 2, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
