package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AbstractLLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.Iterator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A right adapter whose requests, answers or failures are changed on the way, the same for whole answers and for streams. */
final class BentAdapter extends ForwardingAdapter {
    private final UnaryOperator<LLMRequest> requests;
    private final UnaryOperator<LLMResponse> responses;
    /** What to throw instead; an answer in place of a failure where it gives one. */
    private final Function<LLMException, Object> failures;

    private BentAdapter(
            LLMAdapter right,
            UnaryOperator<LLMRequest> requests,
            UnaryOperator<LLMResponse> responses,
            Function<LLMException, Object> failures) {
        super(right);
        this.requests = requests;
        this.responses = responses;
        this.failures = failures;
    }

    static LLMAdapter requests(LLMAdapter right, UnaryOperator<LLMRequest> change) {
        return new BentAdapter(right, change, UnaryOperator.identity(), failure -> failure);
    }

    static LLMAdapter responses(LLMAdapter right, UnaryOperator<LLMResponse> change) {
        return new BentAdapter(right, UnaryOperator.identity(), change, failure -> failure);
    }

    /** Gives another exception in place of a failure. */
    static LLMAdapter failures(LLMAdapter right, Function<LLMException, RuntimeException> change) {
        return new BentAdapter(right, UnaryOperator.identity(), UnaryOperator.identity(), change::apply);
    }

    /** Takes some failures for the end of an answer. */
    static LLMAdapter successes(LLMAdapter right, Function<LLMException, Boolean> passes) {
        LLMResponse nothing = LLMResponse.builder().build();
        return new BentAdapter(
                right,
                UnaryOperator.identity(),
                UnaryOperator.identity(),
                failure -> passes.apply(failure) ? nothing : failure);
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        try {
            return responses.apply(super.execute(requests.apply(request)));
        } catch (LLMException e) {
            return instead(e);
        }
    }

    @Override
    public LLMStream stream(LLMRequest request) {
        try {
            return new Bent(super.stream(requests.apply(request)));
        } catch (LLMException e) {
            return LLMStream.of(instead(e));
        }
    }

    private LLMResponse instead(LLMException failure) {
        Object instead = failures.apply(failure);
        if (instead instanceof RuntimeException thrown) {
            throw thrown;
        }
        return (LLMResponse) instead;
    }

    private final class Bent extends AbstractLLMStream {
        private final LLMStream stream;
        private final Iterator<StreamEvent> events;
        private final StringBuilder text = new StringBuilder();
        private @Nullable LLMResponse cut;

        Bent(LLMStream stream) {
            this.stream = stream;
            this.events = stream.iterator();
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                if (!events.hasNext()) {
                    return null;
                }
                StreamEvent event = events.next();
                if (event instanceof StreamEvent.Text more) {
                    text.append(more.text());
                }
                return event;
            } catch (LLMException e) {
                cut = instead(e).toBuilder().content(text.toString()).build();
                return null;
            }
        }

        @Override
        protected LLMResponse assemble() {
            return cut != null ? cut : responses.apply(stream.response());
        }

        @Override
        protected void release() {
            stream.close();
        }
    }
}
