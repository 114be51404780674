package dev.llmconnect.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.Cancellation;
import dev.llmconnect.Deadline;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.StreamEvent;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of deadlines and cancellation: the call ends, and the provider's work is cancelled. */
abstract class TimeConformance extends FailureConformance {
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final String ENDED = "the adapter closed its connection to the provider that still works for it";

    @ParameterizedTest
    @EnumSource
    protected void aSilentProviderIsGivenUpAtTheDeadline(CallMode mode) throws Exception {
        stub.answer(request -> replyTo(request, ANSWER).first(0).ending(Reply.Ending.STALLED));

        assertTimesOut(
                mode, prompt("Hello").config(config().timeout(SHORT).build()).build());
    }

    @ParameterizedTest
    @EnumSource
    protected void aProviderThatStopsInTheMiddleIsGivenUpAtTheDeadline(CallMode mode) throws Exception {
        stub.answer(request -> replyTo(request, ANSWER).half().ending(Reply.Ending.STALLED));

        assertTimesOut(
                mode, prompt("Hello").config(config().timeout(SHORT).build()).build());
    }

    @ParameterizedTest
    @EnumSource
    protected void aProviderThatDripsIsGivenUpAtTheDeadlineOfTheCallAndNotOfOneRead(CallMode mode) throws Exception {
        stub.answer(request -> replyTo(request, ANSWER).ending(Reply.Ending.DRIPPING));

        assertTimesOut(mode, prompt("Hello").deadline(Deadline.after(SHORT)).build());
    }

    @Test
    protected void aCallerThatLeavesEndsTheCall() throws Exception {
        stub.answer(request -> answer(ANSWER).first(0).ending(Reply.Ending.STALLED));
        Cancellation cancellation = new Cancellation();
        LLMRequest request = prompt("Hello").cancellation(cancellation).build();
        var adapter = adapter();
        Future<LLMResponse> answer = Patience.start(() -> adapter.execute(request));
        stub.awaitRequest();

        cancellation.cancel();

        assertThatThrownBy(() -> Patience.await("the cancelled call ended", answer))
                .isInstanceOf(LLMCancelledException.class);
        stub.awaitClientLeft(ENDED);
    }

    @Test
    protected void aCallerThatLeavesInTheMiddleEndsTheStream() throws Exception {
        assumeStreams();
        stub.answer(request -> stream(ANSWER).orElseThrow().half().ending(Reply.Ending.STALLED));
        Cancellation cancellation = new Cancellation();
        try (LLMStream stream = open(prompt("Hello").cancellation(cancellation).build())) {
            Iterator<StreamEvent> events = stream.iterator();
            Future<?> reader = Patience.start(() -> {
                events.next();
                cancellation.cancel();
                while (events.hasNext()) {
                    events.next();
                }
                return null;
            });

            assertThatThrownBy(() -> Patience.await("the cancelled stream ended", reader))
                    .isInstanceOf(LLMCancelledException.class);
            stub.awaitClientLeft(ENDED);
        }
    }

    @Test
    protected void aCallerThatLeavesWhileItWaitsForMoreEndsTheStream() throws Exception {
        assumeStreams();
        stub.answer(request -> stream(ANSWER).orElseThrow().first(0).ending(Reply.Ending.STALLED));
        Cancellation cancellation = new Cancellation();
        LLMRequest request = prompt("Hello").cancellation(cancellation).build();
        var adapter = adapter();
        Future<LLMResponse> answer = Patience.start(() -> CallMode.STREAM.call(adapter, request));
        stub.awaitRequest();

        cancellation.cancel();

        assertThatThrownBy(() -> Patience.await("the cancelled stream ended", answer))
                .isInstanceOf(LLMCancelledException.class);
        stub.awaitClientLeft(ENDED);
    }

    @Test
    protected void closingAStreamEndsTheCallToTheProvider() throws Exception {
        assumeStreams();
        stub.answer(request -> stream(ANSWER).orElseThrow().half().ending(Reply.Ending.STALLED));
        LLMStream stream = open(hello());
        Iterator<StreamEvent> events = stream.iterator();
        Patience.await("an event arrived", events::next);

        stream.close();

        stub.awaitClientLeft(ENDED);
        assertThatThrownBy(() -> Patience.await("the closed stream ended", events::hasNext))
                .isInstanceOf(LLMException.class);
    }

    private void assertTimesOut(CallMode mode, LLMRequest request) throws Exception {
        LLMException failure = failure(mode, adapter(), request);

        assertThat(failure).isInstanceOf(LLMTimeoutException.class);
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_TIMEOUT);
        if (!stub.received().isEmpty()) {
            stub.awaitClientLeft(ENDED);
        }
    }
}
