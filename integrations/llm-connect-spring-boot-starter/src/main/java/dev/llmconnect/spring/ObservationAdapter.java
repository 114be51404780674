package dev.llmconnect.spring;

import dev.llmconnect.Attempt;
import dev.llmconnect.EmbeddingResponse;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.TraceContext;
import dev.llmconnect.internal.LabelNames;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.ForwardingStream;
import dev.llmconnect.spi.Operation;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes each call an observation {@value #NAME}, from its start to its end, or to the end of its stream. With Micrometer Tracing it
 * is a client span, whose trace the requests to providers carry. Prompts and answers are not recorded. Thread-safe.
 */
final class ObservationAdapter extends ForwardingAdapter {
    static final String NAME = "llm_connect.call";

    private final ObservationRegistry registry;
    private final LabelNames labels = new LabelNames();

    ObservationAdapter(LLMAdapter delegate, ObservationRegistry registry) {
        super(delegate);
        this.registry = registry;
    }

    @Override
    @SuppressWarnings({"unchecked", "try"}) // a stream stays a stream; a scope is only closed
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        if (!operation.isAnswer()) {
            return super.around(call, operation);
        }
        Map<String, String> headers = new HashMap<>();
        SenderContext<Map<String, String>> context = new SenderContext<>(ObservationAdapter::put, Kind.CLIENT);
        context.setCarrier(headers);
        Observation observation = Observation.createNotStarted(NAME, () -> context, registry)
                .contextualName("llm " + operation)
                .lowCardinalityKeyValue("operation", operation.toString());
        label(observation, "", "", Attempt.CANCELLED);
        observation.start();
        try (Observation.Scope scope = observation.openScope()) {
            T answer = super.around(traced(call, headers), operation);
            if (answer instanceof LLMStream stream) {
                return (T) new ObservationStream(stream, observation);
            }
            if (answer instanceof LLMResponse response) {
                answered(observation, response.metadata().provider(), response.model());
            } else if (answer instanceof EmbeddingResponse response) {
                answered(observation, response.metadata().provider(), response.model());
            }
            observation.stop();
            return answer;
        } catch (RuntimeException | Error e) {
            failed(observation, e);
            observation.stop();
            throw e;
        }
    }

    private static void put(@Nullable Map<String, String> headers, String name, String value) {
        if (headers != null) {
            headers.put(name, value);
        }
    }

    /** Returns the call as part of the observation's trace, if there is one. */
    private static <C extends LLMCall> C traced(C call, Map<String, String> headers) {
        Optional<TraceContext> trace =
                TraceContext.parse(headers.get(TraceContext.TRACEPARENT), headers.get(TraceContext.TRACESTATE));
        return trace.isEmpty()
                ? call
                : LLMCall.withContext(
                        call, call.context().toBuilder().trace(trace.get()).build());
    }

    private void answered(Observation observation, Optional<String> provider, String model) {
        String name = provider.orElse("");
        labels.known(name, model);
        label(observation, labels.value(name), labels.model(name, model), Attempt.OK);
    }

    private void failed(Observation observation, Throwable failure) {
        observation.error(failure);
        boolean isKnown = failure instanceof LLMException;
        String provider = isKnown ? ((LLMException) failure).provider().orElse("") : "";
        String outcome = isKnown ? ((LLMException) failure).outcome() : "internal_error";
        label(observation, labels.value(provider), "", labels.value(outcome));
    }

    /** Sets all labels at once: a meter has the same ones in all its series. */
    private static void label(Observation observation, String provider, String model, String outcome) {
        observation
                .lowCardinalityKeyValue("provider", provider)
                .lowCardinalityKeyValue("model", model)
                .lowCardinalityKeyValue("outcome", outcome);
    }

    private final class ObservationStream extends ForwardingStream {
        private final Observation observation;

        ObservationStream(LLMStream stream, Observation observation) {
            super(stream);
            this.observation = observation;
        }

        @Override
        protected @Nullable StreamEvent next() {
            try {
                return super.next();
            } catch (RuntimeException | Error e) {
                failed(observation, e);
                throw e;
            }
        }

        @Override
        protected LLMResponse assemble() {
            try {
                LLMResponse whole = super.assemble();
                answered(observation, whole.metadata().provider(), whole.model());
                return whole;
            } catch (RuntimeException | Error e) {
                failed(observation, e);
                throw e;
            }
        }

        @Override
        protected void release() {
            try {
                super.release();
            } finally {
                observation.stop();
            }
        }
    }
}
