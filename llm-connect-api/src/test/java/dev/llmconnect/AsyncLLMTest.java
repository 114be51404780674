package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AsyncLLMTest {
    record Answer(String text) {}

    private final List<AsyncLLM> opened = new ArrayList<>();

    private AsyncLLM async(LLMAdapter adapter) {
        AsyncLLM async = AsyncLLM.of(adapter);
        opened.add(async);
        return async;
    }

    @AfterEach
    void close() {
        opened.forEach(AsyncLLM::close);
    }

    /** Blocks until its call is cancelled. */
    private static final class Stuck implements LLMAdapter {
        final CountDownLatch asked = new CountDownLatch(1);
        final CountDownLatch cancelled = new CountDownLatch(1);

        @Override
        public String provider() {
            return "stuck";
        }

        @Override
        @SuppressWarnings("try") // closing forgets the registration
        public LLMResponse execute(LLMRequest request) {
            try (Cancellation.Registration registered = request.cancellation().onCancel(cancelled::countDown)) {
                asked.countDown();
                cancelled.await();
                throw new LLMCancelledException("cancelled");
            } catch (InterruptedException e) {
                throw new LLMCancelledException("interrupted");
            }
        }
    }

    @Test
    void aCallIsAFuture() throws Exception {
        AsyncLLM async = async(FakeModel.answering("Hello!", "{\"text\":\"Leeks\"}"));

        assertThat(async.execute("Hi").get(20, TimeUnit.SECONDS).content()).isEqualTo("Hello!");
        assertThat(async.execute("What?", Answer.class).get(20, TimeUnit.SECONDS))
                .isEqualTo(new Answer("Leeks"));
    }

    @Test
    void aFailureCompletesTheFuture() {
        AsyncLLM async = async(new FakeModel().then(request -> {
            throw new LLMRateLimitException("slow down");
        }));

        assertThatThrownBy(() -> async.execute("Hi").get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(LLMRateLimitException.class);
    }

    @Test
    void callsRunAtOnce() throws Exception {
        CyclicBarrier all = new CyclicBarrier(50);
        AsyncLLM async = async(new FakeModel().then(request -> {
            try {
                all.await(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return FakeModel.answer().content("ok").build();
        }));

        List<CompletableFuture<LLMResponse>> calls =
                IntStream.range(0, 50).mapToObj(i -> async.execute("Hi")).toList();

        for (CompletableFuture<LLMResponse> call : calls) {
            assertThat(call.get(30, TimeUnit.SECONDS).content()).isEqualTo("ok");
        }
    }

    @Test
    void cancellingTheFutureEndsTheCall() throws InterruptedException {
        Stuck stuck = new Stuck();
        CompletableFuture<LLMResponse> call = async(stuck).execute("Hi");
        assertThat(stuck.asked.await(20, TimeUnit.SECONDS)).isTrue();

        call.cancel(true);

        assertThat(stuck.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aFutureThatRunsOutOfTimeEndsTheCall() throws InterruptedException {
        Stuck stuck = new Stuck();
        CompletableFuture<LLMResponse> call = async(stuck).execute("Hi");
        assertThat(stuck.asked.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> call.orTimeout(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class);

        assertThat(stuck.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theCallersOwnCancellationIsHeededAndNeverTriggered() throws InterruptedException {
        Stuck stuck = new Stuck();
        Cancellation cancellation = new Cancellation();
        LLMRequest request =
                LLMRequest.builder().prompt("Hi").cancellation(cancellation).build();
        AsyncLLM async = async(stuck);

        async.execute(request).cancel(true);
        assertThat(cancellation.isCancelled()).isFalse();

        var unused = async.execute(request);
        assertThat(stuck.asked.await(20, TimeUnit.SECONDS)).isTrue();
        cancellation.cancel();
        assertThat(stuck.cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }

    /** Keeps what it is told. */
    private static final class Reader implements Flow.Subscriber<StreamEvent> {
        final List<StreamEvent> events = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch ended = new CountDownLatch(1);
        volatile Flow.Subscription subscription;
        volatile Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(StreamEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable throwable) {
            failure = throwable;
            ended.countDown();
        }

        @Override
        public void onComplete() {
            ended.countDown();
        }

        void await() throws InterruptedException {
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }

        String text() {
            StringBuilder text = new StringBuilder();
            events.forEach(event -> text.append(((StreamEvent.Text) event).text()));
            return text.toString();
        }
    }

    @Test
    void aStreamIsAPublisher() throws InterruptedException {
        Reader reader = new Reader();

        async(FakeModel.answering("Once upon a time there was a leek.")).stream("A story")
                .subscribe(reader);
        reader.subscription.request(Long.MAX_VALUE);

        reader.await();
        assertThat(reader.failure).isNull();
        assertThat(reader.text()).isEqualTo("Once upon a time there was a leek.");
    }

    /** A stream of a hundred events. */
    private static final class Hundred implements LLMAdapter {
        final FakeStream stream = new FakeStream(
                IntStream.range(0, 100)
                        .<StreamEvent>mapToObj(i -> new StreamEvent.Text(i + " "))
                        .toList(),
                FakeModel.answer().build());

        @Override
        public String provider() {
            return "hundred";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            throw new IllegalStateException("only streams");
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            return stream;
        }
    }

    private static void until(Holds condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.now()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(2);
        }
    }

    private interface Holds {
        boolean now();
    }

    @Test
    void noMoreThanOneEventIsReadBeforeItIsAskedFor() throws InterruptedException {
        Hundred adapter = new Hundred();
        Reader reader = new Reader();
        async(adapter).stream("Count").subscribe(reader);
        assertThat(adapter.stream.read).hasValue(0);

        reader.subscription.request(3);
        until(() -> adapter.stream.read.get() == 4);

        assertThat(reader.events).hasSize(3);
        reader.subscription.request(97);
        reader.await(); // the end comes without being asked for
        assertThat(reader.events).hasSize(100);
        assertThat(adapter.stream.released).hasValue(1);
    }

    @Test
    void cancellingTheSubscriptionClosesTheStream() throws InterruptedException {
        Hundred adapter = new Hundred();
        Reader reader = new Reader();
        async(adapter).stream("Count").subscribe(reader);
        reader.subscription.request(2);
        until(() -> adapter.stream.read.get() == 3);

        reader.subscription.cancel();

        until(() -> adapter.stream.released.get() == 1);
        assertThat(reader.events).hasSize(2);
        assertThat(reader.ended.getCount()).isEqualTo(1); // nothing more is told
    }

    @Test
    void aStreamThatFailsTellsTheSubscriber() throws InterruptedException {
        Reader reader = new Reader();
        async(new FakeModel().then(request -> {
                    throw new LLMTimeoutException("too late");
                }))
                .stream("A story")
                .subscribe(reader);
        reader.subscription.request(1);

        reader.await();
        assertThat(reader.failure).isInstanceOf(LLMTimeoutException.class);
    }

    @Test
    void askingForNothingIsAnError() throws InterruptedException {
        Reader reader = new Reader();
        async(FakeModel.answering("Hi")).stream("Hi").subscribe(reader);
        reader.subscription.request(0);

        reader.await();
        assertThat(reader.failure).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least 1");
    }

    @Test
    void afterCloseNothingIsAsked() {
        FakeModel model = FakeModel.answering("Hi");
        AsyncLLM async = AsyncLLM.of(model);
        async.close();

        assertThat(async.execute("Hi")).isCompletedExceptionally();
        assertThat(model.requests()).isEmpty();
    }
}
