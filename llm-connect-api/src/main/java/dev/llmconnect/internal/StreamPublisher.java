package dev.llmconnect.internal;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Streams of an adapter for subscribers that say how much they want. Each subscription is a call, on a thread of its own. */
public final class StreamPublisher implements Flow.Publisher<StreamEvent> {
    private final LLMAdapter adapter;
    private final LLMRequest request;
    private final Executor threads;

    /**
     * Makes no call before somebody subscribes.
     *
     * @param threads runs each subscription, which blocks
     */
    public StreamPublisher(LLMAdapter adapter, LLMRequest request, Executor threads) {
        this.adapter = adapter;
        this.request = request;
        this.threads = threads;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super StreamEvent> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        new Call(subscriber).begin();
    }

    private final class Call implements Flow.Subscription {
        private final Flow.Subscriber<? super StreamEvent> subscriber;
        // a monitor would hold the carrier of a virtual thread that waits
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final Cancellation cancellation = new Cancellation();
        private long demand;
        private boolean ended;
        private @Nullable IllegalArgumentException wrong;

        Call(Flow.Subscriber<? super StreamEvent> subscriber) {
            this.subscriber = subscriber;
        }

        void begin() {
            subscriber.onSubscribe(this);
            try {
                threads.execute(this::run);
            } catch (RejectedExecutionException e) {
                if (end()) {
                    subscriber.onError(new LLMCancelledException("this AsyncLLM is closed"));
                }
            }
        }

        @Override
        public void request(long count) {
            lock.lock();
            try {
                if (count < 1) {
                    wrong = new IllegalArgumentException("a subscriber must ask for at least 1 event, got " + count);
                } else {
                    demand = demand + count < 0 ? Long.MAX_VALUE : demand + count;
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void cancel() {
            if (end()) {
                cancellation.cancel();
            }
        }

        /** Whether it was still open. Nothing is told to the subscriber afterwards but what the caller of this tells. */
        private boolean end() {
            lock.lock();
            try {
                boolean first = !ended;
                ended = true;
                changed.signalAll();
                return first;
            } finally {
                lock.unlock();
            }
        }

        @SuppressWarnings("try") // closing forgets the registration
        private void run() {
            try (Cancellation.Registration outer = request.cancellation().onCancel(cancellation::cancel)) {
                if (isWanted()) {
                    pump();
                }
            } catch (InterruptedException e) {
                fail(new LLMCancelledException("interrupted while nobody asked for the next event"));
            } catch (Throwable e) {
                fail(e);
            }
        }

        @SuppressWarnings("try") // closing forgets the registration
        private void pump() throws InterruptedException {
            LLMRequest asked = request.toBuilder().cancellation(cancellation).build();
            try (LLMStream stream = adapter.stream(asked);
                    Cancellation.Registration closing = cancellation.onCancel(stream::close)) {
                Iterator<StreamEvent> events = stream.iterator();
                // One event is read ahead, so that the end is told without being asked for.
                while (events.hasNext()) {
                    if (!isWanted()) {
                        return;
                    }
                    taken();
                    subscriber.onNext(events.next());
                }
                if (end()) {
                    subscriber.onComplete();
                }
            }
        }

        /** Waits for demand; false when the subscription has ended. */
        private boolean isWanted() throws InterruptedException {
            lock.lock();
            try {
                while (demand == 0 && !ended && wrong == null) {
                    changed.await();
                }
                if (wrong != null) {
                    throw wrong;
                }
                return !ended;
            } finally {
                lock.unlock();
            }
        }

        private void taken() {
            lock.lock();
            try {
                demand -= demand == Long.MAX_VALUE ? 0 : 1;
            } finally {
                lock.unlock();
            }
        }

        private void fail(Throwable failure) {
            if (end()) {
                subscriber.onError(failure);
            }
        }
    }
}
