package dev.llmconnect.server;

import dev.llmconnect.Cancellation;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An answer that takes until it is released, or until its call is cancelled if it minds that. */
final class BlockingAnswer implements Function<LLMRequest, LLMResponse> {
    private final boolean mindsCancellation;
    private final CountDownLatch begun;
    private final CountDownLatch released = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);

    BlockingAnswer(int callers, boolean mindsCancellation) {
        this.begun = new CountDownLatch(callers);
        this.mindsCancellation = mindsCancellation;
    }

    @Override
    public LLMResponse apply(LLMRequest request) {
        Cancellation.Registration registration = request.cancellation().onCancel(() -> {
            cancelled.countDown();
            if (mindsCancellation) {
                released.countDown();
            }
        });
        try {
            begun.countDown();
            await(released);
            if (mindsCancellation) {
                request.cancellation().throwIfCancelled();
            }
            return FakeAdapter.hello();
        } finally {
            registration.close();
        }
    }

    /** Waits until as many calls have begun as were announced. */
    void awaitBegun() {
        await(begun);
    }

    void release() {
        released.countDown();
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("waited in vain");
            }
        } catch (InterruptedException e) {
            throw new LLMCancelledException("interrupted");
        }
    }
}
