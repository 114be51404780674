package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.spi.ForwardingAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;

/** Adapters that are careless with keys, memory, threads and their own end. */
final class CareFaults {
    private static final Logger LOG = System.getLogger(CareFaults.class.getName());
    private static final Queue<LLMAdapter> KEPT = new ConcurrentLinkedQueue<>();

    private CareFaults() {}

    /** Lets go of what the faults have kept. */
    static void letGo() {
        KEPT.clear();
    }

    /** A message, a cause and the metadata cannot tell a key: they are redacted when they are made. */
    static List<Fault> all() {
        String secrecy = "noKeyIsSeenWhenTheProviderSaysItBack";
        return List.of(
                keyed("tells the key in its toString()", TellsKey::new, secrecy),
                keyed(
                        "logs the key",
                        (right, key) -> BentAdapter.responses(right, r -> {
                            LOG.log(Level.INFO, "answered with key " + key);
                            return r;
                        }),
                        secrecy),
                Fault.own(
                        "takes the key along where a redirect points",
                        (url, key) -> new ReferenceAdapter(url, key, true, ReferenceAdapter.MAX_ANSWER_BYTES),
                        "theKeyDoesNotFollowARedirect"),
                Fault.own(
                        "reads on and on",
                        (url, key) -> new ReferenceAdapter(url, key, false, Integer.MAX_VALUE),
                        "anAnswerWithoutEndIsNotReadToIt"),
                Fault.of("makes one call after the other", OneAtATime::new, "callsAtTheSameTimeGetTheirOwnAnswers"),
                Fault.of("mixes up its calls", MixesUp::new, "callsAtTheSameTimeGetTheirOwnAnswers"),
                Fault.of("cannot be closed twice", ClosesOnce::new, "closingTwiceIsTheSameAsOnce"),
                Fault.of(
                        "fails oddly when it is closed",
                        FailsOddly::new,
                        "aCallAfterCloseEndsAndFailsWithNothingButAnLLMException"),
                Fault.of(
                        "never lets go",
                        right -> {
                            KEPT.add(right);
                            return right;
                        },
                        "adaptersThatAreClosedLeaveNoThreads",
                        "adaptersThatAreClosedLeaveNoConnections"));
    }

    /** What changes the right adapter knowing its key. */
    private interface WithKey {
        LLMAdapter change(LLMAdapter right, String key);
    }

    private static Fault keyed(String name, WithKey change, String test) {
        return Fault.own(name, (URI url, String key) -> change.change(new ReferenceAdapter(url, key), key), test);
    }

    private static final class TellsKey extends ForwardingAdapter {
        private final String key;

        TellsKey(LLMAdapter right, String key) {
            super(right);
            this.key = key;
        }

        @Override
        public String toString() {
            return "TellsKey[" + key + "]";
        }
    }

    private static final class OneAtATime extends ForwardingAdapter {
        OneAtATime(LLMAdapter right) {
            super(right);
        }

        @Override
        public synchronized LLMResponse execute(LLMRequest request) {
            return super.execute(request);
        }
    }

    private static final class MixesUp extends ForwardingAdapter {
        private volatile LLMRequest last = LLMRequest.of("nobody");

        MixesUp(LLMAdapter right) {
            super(right);
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            last = request;
            LLMResponse response = super.execute(request);
            return response.toBuilder()
                    .metadata(known -> known.requestId(last.requestId()))
                    .build();
        }
    }

    private static final class ClosesOnce extends ForwardingAdapter {
        private boolean closed;

        ClosesOnce(LLMAdapter right) {
            super(right);
        }

        @Override
        public void close() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            closed = true;
        }
    }

    private static final class FailsOddly extends ForwardingAdapter {
        private boolean closed;

        FailsOddly(LLMAdapter right) {
            super(right);
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            if (closed) {
                throw new RejectedExecutionException("the pool is gone");
            }
            return super.execute(request);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
