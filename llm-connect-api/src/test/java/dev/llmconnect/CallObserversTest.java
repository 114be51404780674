package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract of {@link CallObserver}: what is told in which order, and that no observer hurts a call. */
class CallObserversTest {
    /** Writes down what it is told. */
    private static class Notes implements CallObserver {
        final List<String> events = Collections.synchronizedList(new ArrayList<>());
        final List<Attempt> attempts = Collections.synchronizedList(new ArrayList<>());
        final List<CallResult> results = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch ended;

        Notes(int calls) {
            ended = new CountDownLatch(calls);
        }

        @Override
        public void started(CallInfo call) {
            events.add("started " + call.kind() + " " + call.model());
        }

        @Override
        public void attemptStarted(CallInfo call, AttemptInfo attempt) {
            events.add("attempt " + attempt.number() + " " + attempt.provider());
        }

        @Override
        public void firstToken(CallInfo call, AttemptInfo attempt, Duration delay) {
            events.add("first token");
        }

        @Override
        public void attemptEnded(CallInfo call, AttemptInfo attempt, Attempt result) {
            events.add(result.outcome());
            attempts.add(result);
        }

        @Override
        public void ended(CallInfo call, CallResult result) {
            events.add("ended " + result.outcome());
            results.add(result);
            ended.countDown();
        }

        void await() throws InterruptedException {
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static LLMAdapter saying(String text) {
        return new LLMAdapter() {
            @Override
            public String provider() {
                return "acme";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                return LLMResponse.builder()
                        .content(text)
                        .model("acme-1")
                        .usage(Usage.of(3, 2))
                        .build();
            }
        };
    }

    private static final LLMAdapter FAILING = new LLMAdapter() {
        @Override
        public String provider() {
            return "acme";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            throw new LLMApiException(
                    "HTTP 503",
                    null,
                    ErrorDetails.builder()
                            .provider("acme")
                            .providerStatus(503)
                            .reason(FailureReason.SERVER)
                            .build());
        }
    };

    @Test
    void aCallIsToldFromItsStartToItsEnd() throws InterruptedException {
        Notes notes = new Notes(1);

        try (LLMAdapter adapter = CallObservers.observe(saying("Hi"), notes)) {
            adapter.execute("Hello", RunConfig.builder().modelName("m").build());
            notes.await();
        }

        assertThat(notes.events)
                .containsExactly("started COMPLETION m", "attempt 1 acme", "first token", "ok", "ended ok");
        CallResult result = notes.results.get(0);
        assertThat(result.provider()).isEqualTo("acme");
        assertThat(result.model()).isEqualTo("acme-1");
        assertThat(result.usage()).isEqualTo(Usage.of(3, 2));
        assertThat(result.attempts()).hasSize(1);
    }

    @Test
    void aCallThroughADecoratorIsToldOnce() throws InterruptedException {
        Notes inner = new Notes(2);
        Notes outer = new Notes(1);

        try (LLMAdapter observed = CallObservers.observe(saying("Hi"), inner)) {
            observed.withSystemPrompt("Be brief.").execute("Hello");
            observed.withDefaults(RunConfig.builder().modelName("m").build()).stream("Hello")
                    .response();
            inner.await();
            try (LLMAdapter twice = CallObservers.observe(observed, outer)) {
                twice.execute("Hello");
                outer.await();
            }
        }

        assertThat(inner.results).hasSize(2);
        assertThat(outer.results).hasSize(1);
    }

    @Test
    void aFailedCallTellsWhoFailedAndWhy() throws InterruptedException {
        Notes notes = new Notes(1);

        try (LLMAdapter adapter = CallObservers.observe(FAILING, notes)) {
            assertThatThrownBy(() -> adapter.execute("Hello", RunConfig.defaults()))
                    .isInstanceOf(LLMApiException.class);
            notes.await();
        }

        assertThat(notes.results)
                .extracting(
                        CallResult::outcome,
                        r -> r.reason().orElse(""),
                        r -> r.providerStatus().orElse(0))
                .containsExactly(tuple("provider_api_error", "server", 503));
        assertThat(notes.attempts)
                .extracting(Attempt::outcome, a -> a.providerStatus().orElse(0))
                .containsExactly(tuple("server", 503));
    }

    @Test
    void anAbandonedStreamCountsWhatWasToldAndAnEstimateOfTheRest() throws InterruptedException {
        Notes notes = new Notes(1);
        LLMAdapter streaming = new LLMAdapter() {
            @Override
            public String provider() {
                return "acme";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                throw new UnsupportedOperationException();
            }

            @Override
            public LLMStream stream(LLMRequest request) {
                return new dev.llmconnect.spi.AbstractLLMStream() {
                    private int events;

                    @Override
                    protected StreamEvent next() {
                        return events++ == 0
                                ? new StreamEvent.Start(LLMResponse.builder()
                                        .usage(Usage.of(12_000, 1))
                                        .build())
                                : new StreamEvent.Text("eight ch");
                    }

                    @Override
                    protected LLMResponse assemble() {
                        throw new AssertionError();
                    }

                    @Override
                    protected void release() {
                        // Nothing is held.
                    }
                };
            }
        };

        try (LLMAdapter adapter = CallObservers.observe(streaming, notes)) {
            try (LLMStream stream = adapter.stream(LLMRequest.of("Hello"))) {
                var events = stream.iterator();
                for (int i = 0; i < 4; i++) {
                    events.next();
                }
            }
            notes.await();
        }

        assertThat(notes.events)
                .containsExactly(
                        "started COMPLETION ", "attempt 1 acme", "first token", "abandoned", "ended cancelled");
        Usage used = notes.results.get(0).usage();
        assertThat(used).isEqualTo(Usage.of(12_000, 6));
        assertThat(notes.results.get(0).isUsageEstimated()).isTrue();
    }

    @Test
    void anObserverThatThrowsOrBlocksHurtsNoCallAndNoOtherObserver() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CallObserver blocking = new CallObserver() {
            @Override
            public void started(CallInfo call) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        CallObserver throwing = new CallObserver() {
            @Override
            public void attemptStarted(CallInfo call, AttemptInfo attempt) {
                throw new AssertionError("on purpose");
            }
        };
        int calls = 2_000;
        Notes notes = new Notes(calls);
        CallObservers observers = CallObservers.of(blocking, throwing, notes);

        LLMRequest request = LLMRequest.builder()
                .prompt("Hello")
                .context(CallContext.builder().observer(observers).build())
                .build();
        LLMAdapter adapter = CheckedAdapter.of(saying("Hi"));
        for (int i = 0; i < calls; i++) {
            LLMRequest call = request.begin();
            call.record().started(CallInfo.of(call, CallInfo.Kind.COMPLETION, false));
            LLMResponse answer = adapter.execute(call);
            call.record()
                    .ended(CallResult.builder(call.context())
                            .answered("acme", answer.model(), answer.finishReason(), answer.usage())
                            .build());
        }
        notes.await();

        assertThat(notes.results).hasSize(calls).allMatch(CallResult::isOk);
        never.countDown();
        observers.close();
    }

    @Test
    void whatOneObserverCannotKeepUpWithIsDroppedForItAlone() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CallObservers observers = CallObservers.of(new CallObserver() {
            @Override
            public void ended(CallInfo call, CallResult result) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        LLMRequest call = LLMRequest.of("Hello").begin();
        CallInfo info = CallInfo.of(call, CallInfo.Kind.COMPLETION, false);
        CallResult result = CallResult.builder(call.context()).build();

        for (int i = 0; i < CallObservers.QUEUE_CAPACITY + 1_000; i++) {
            observers.ended(info, result);
        }

        assertThat(observers.dropped()).isBetween(998L, 1_000L);
        never.countDown();
        observers.close();
    }

    @Test
    void aCallEndsOnceWhoeverComesFirst() {
        LLMRequest call = LLMRequest.of("Hello").begin();

        assertThat(call.record().ended(CallResult.builder(call.context()).build()))
                .isTrue();
        assertThat(call.record()
                        .ended(CallResult.builder(call.context()).cancelled().build()))
                .isFalse();
    }
}
