package dev.llmconnect.profiles.policy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import java.util.Optional;
import java.util.function.Function;

/**
 * Limits concurrent calls. Further calls wait, bounded by {@link BulkheadConfig#maxWaitTime()} and their own deadline. A stream
 * holds its permit until it ends or is closed. Thread-safe.
 */
public final class BulkheadAdapter extends ObservingAdapter {
    private final Function<LLMCall, Optional<Bulkhead>> bulkheads;
    private final RouteScope scope;

    /** Creates an adapter with its own bulkhead and the system's clock. */
    public BulkheadAdapter(LLMAdapter delegate, int maxConcurrent) {
        this(delegate, new Bulkhead(delegate.provider(), BulkheadConfig.of(maxConcurrent), Sleeper.system()));
    }

    /** Creates an adapter with a bulkhead that may be shared. */
    public BulkheadAdapter(LLMAdapter delegate, Bulkhead bulkhead) {
        this(delegate, call -> Optional.of(bulkhead), RouteScope.LAST);
    }

    /** Creates an adapter with a bulkhead per call; calls without one are not limited. */
    BulkheadAdapter(LLMAdapter delegate, Function<LLMCall, Optional<Bulkhead>> bulkheads, RouteScope scope) {
        super(delegate);
        this.bulkheads = bulkheads;
        this.scope = scope;
    }

    @Override
    CallEnd onStart(LLMCall call) {
        Optional<Bulkhead> bulkhead = bulkheads.apply(call);
        bulkhead.ifPresent(entered -> entered.enter(call, scope.limit(call)));
        return new Leaving(bulkhead);
    }

    private record Leaving(Optional<Bulkhead> bulkhead) implements CallEnd {
        @Override
        public void succeeded(String model) {
            bulkhead.ifPresent(Bulkhead::leave);
        }

        @Override
        public void failed(LLMException failure) {
            bulkhead.ifPresent(Bulkhead::leave);
        }

        @Override
        public void abandoned() {
            bulkhead.ifPresent(Bulkhead::leave);
        }
    }
}
