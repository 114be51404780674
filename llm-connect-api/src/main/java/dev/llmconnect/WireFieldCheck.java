package dev.llmconnect;

import dev.llmconnect.internal.ForeignContent;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.WireFieldsAdapter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Applies the rule for fields and parts of wire formats to the calls of one adapter: what changes the answer is refused unless the adapter
 * {@linkplain WireFieldsAdapter takes} the format, hints are omitted and reported, and so are cache marks if it takes no format. Thread-safe.
 */
final class WireFieldCheck {
    /** For composite adapters, whose own adapters are checked. */
    private static final WireFieldCheck NONE = new WireFieldCheck(wire -> true, false, true);

    private final Predicate<String> takes;
    private final boolean checks;
    private final boolean takesCacheMarks;

    private WireFieldCheck(Predicate<String> takes, boolean checks, boolean takesCacheMarks) {
        this.takes = takes;
        this.checks = checks;
        this.takesCacheMarks = takesCacheMarks;
    }

    /** Returns the check for an adapter that forwards to no other. */
    static WireFieldCheck of(LLMAdapter innermost) {
        if (innermost instanceof CompositeAdapter) {
            return NONE;
        }
        return innermost instanceof WireFieldsAdapter own
                ? new WireFieldCheck(own::takesWireFields, true, true)
                : new WireFieldCheck(wire -> false, true, false);
    }

    /**
     * Checks a call.
     *
     * @param provider name of the provider, for messages
     * @throws LLMInvalidRequestException naming the field or part that changes the answer
     */
    <C extends LLMCall> Checked<C> check(C call, Supplier<String> provider) {
        if (!checks) {
            return new Checked<>(call, List.of());
        }
        List<String> dropped = new ArrayList<>(0);
        return new Checked<>(checked(call, new ForeignContent(provider, takes, dropped::add)), dropped);
    }

    @SuppressWarnings("unchecked") // a copy is of the same kind
    private <C extends LLMCall> C checked(C call, ForeignContent content) {
        if (call instanceof LLMRequest request) {
            LLMRequest own = content.removed(request);
            return (C) (takesCacheMarks ? own : content.withoutCacheMarks(own));
        }
        content.check(call);
        return call;
    }

    /**
     * A call that has been checked.
     *
     * @param dropped names of what is omitted, some of them repeated
     */
    record Checked<C extends LLMCall>(C call, List<String> dropped) {
        /** Returns an answer that reports what was omitted. */
        @SuppressWarnings("unchecked") // each kind of answer is completed to one of the same kind
        <T> T report(T answer) {
            if (dropped.isEmpty()) {
                return answer;
            }
            if (answer instanceof LLMResponse response) {
                return (T) reported(response);
            }
            if (answer instanceof EmbeddingResponse response) {
                return (T) response.withMetadata(
                        known -> known.droppedParams(all(response.metadata().droppedParams())));
            }
            return answer instanceof LLMStream stream ? (T) new ReportingStream(stream) : answer;
        }

        private LLMResponse reported(LLMResponse response) {
            return response.withMetadata(
                    known -> known.droppedParams(all(response.metadata().droppedParams())));
        }

        private List<String> all(List<String> own) {
            Set<String> all = new LinkedHashSet<>(own);
            all.addAll(dropped);
            return new ArrayList<>(all);
        }

        private final class ReportingStream extends ForwardingStream {
            ReportingStream(LLMStream stream) {
                super(stream);
            }

            @Override
            protected LLMResponse assemble() {
                return reported(super.assemble());
            }
        }
    }
}
