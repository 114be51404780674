package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import java.util.Map;

/**
 * Lets only so many calls through at once. Further ones wait for their turn, no longer than {@link BulkheadConfig#longestWait()} and
 * their own deadline allow. A stream holds its place until it ends or is closed. Thread-safe.
 */
public final class BulkheadAdapter extends ObservingAdapter {
    private final Bulkhead bulkhead;

    /** With a limit of its own, waiting in real time. */
    public BulkheadAdapter(LLMAdapter delegate, int maxConcurrent) {
        this(delegate, new Bulkhead(delegate.provider(), BulkheadConfig.of(maxConcurrent), Sleeper.system()));
    }

    /** With a limit that others may share. */
    public BulkheadAdapter(LLMAdapter delegate, Bulkhead bulkhead) {
        super(delegate);
        this.bulkhead = bulkhead;
    }

    @Override
    CallEnd begin(LLMCall call) {
        bulkhead.enter(call);
        return new Leaving();
    }

    private final class Leaving implements CallEnd {
        @Override
        public Map<String, Object> succeeded(String model) {
            bulkhead.leave();
            return Map.of();
        }

        @Override
        public void failed(LLMException failure) {
            bulkhead.leave();
        }

        @Override
        public void abandoned() {
            bulkhead.leave();
        }
    }
}
