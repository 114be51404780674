package dev.llmconnect.testkit.reference;

import dev.llmconnect.FailureReason;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.ForwardingAdapter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Adapters that do not say what the provider said. */
final class AnswerFaults {
    private AnswerFaults() {}

    static List<Fault> all() {
        return List.of(
                changed("names no model", r -> r.toBuilder().model("").build(), "anAnswerHasItsFiveFields"),
                changed(
                        "names another request",
                        r -> r.toBuilder()
                                .metadata(known -> known.requestId("one"))
                                .build(),
                        "anAnswerNamesItsProviderAndItsRequest",
                        "manyCallsAtOnceAreAllAnswered"),
                changed(
                        "blanks are stripped",
                        r -> r.toBuilder()
                                .content(r.content().replace("\n", ""))
                                .build(),
                        "theProvidersWordsArriveUnchanged"),
                changed(
                        "names the model that was asked for",
                        r -> r.toBuilder().model("kit-model").build(),
                        "modelAndUsageAreTheProvidersOwn"),
                changed(
                        "counts nothing",
                        r -> r.toBuilder().usage(Usage.NONE).build(),
                        "modelAndUsageAreTheProvidersOwn"),
                streams(
                        "another finish reason in streams",
                        stream -> new Stream(stream) {
                            @Override
                            public LLMResponse response() {
                                return super.response().toBuilder()
                                        .finishReason(FinishReason.LENGTH)
                                        .build();
                            }
                        },
                        "aStreamSaysTheSameAsTheWholeAnswer"),
                streams("streams can be read again", ReadAgain::new, "aStreamIsReadOnce"),
                streams(
                        "closing a stream fails",
                        stream -> new Stream(stream) {
                            @Override
                            public void close() {
                                super.close();
                                throw new IllegalStateException("closed");
                            }
                        },
                        "aStreamMayBeClosedTwice"),
                streams(
                        "waits for the whole answer",
                        stream -> LLMStream.of(stream.response()),
                        "theFirstWordsOfAStreamArriveBeforeTheLastAreSent"),
                Fault.own("decodes each read by itself", NaiveAdapter::new, "aStreamMayComeInPiecesOfAnySize"),
                Fault.of(
                        "takes the end of the connection for the end of the answer",
                        right -> BentAdapter.successes(right, AnswerFaults::wasCut),
                        "anAnswerThatIsCutIsAnError",
                        "aStreamWithoutItsEndIsAnErrorAndNeverAShortSuccess",
                        "aStreamThatFailedFailsAgainWhenItIsAskedForTheAnswer"),
                streams(
                        "forgets that it failed",
                        Forgetful::new,
                        "aStreamThatFailedFailsAgainWhenItIsAskedForTheAnswer"));
    }

    private static boolean wasCut(LLMException failure) {
        return List.of(FailureReason.TRUNCATED, FailureReason.MALFORMED).contains(failure.reason());
    }

    private static Fault changed(String name, UnaryOperator<LLMResponse> change, String... tests) {
        return Fault.of(name, right -> BentAdapter.responses(right, change), tests);
    }

    private static Fault streams(String name, Function<LLMStream, LLMStream> change, String test) {
        UnaryOperator<LLMAdapter> wrap = right -> new ForwardingAdapter(right) {
            @Override
            public LLMStream stream(LLMRequest request) {
                return change.apply(super.stream(request));
            }
        };
        return Fault.of(name, wrap, test);
    }

    /** A stream around another. */
    private static class Stream implements LLMStream {
        final LLMStream delegate;

        Stream(LLMStream delegate) {
            this.delegate = delegate;
        }

        @Override
        public Iterator<StreamEvent> iterator() {
            return delegate.iterator();
        }

        @Override
        public LLMResponse response() {
            return delegate.response();
        }

        @Override
        public void close() {
            delegate.close();
        }
    }

    private static final class ReadAgain extends Stream {
        private final List<StreamEvent> events = new ArrayList<>();

        ReadAgain(LLMStream delegate) {
            super(delegate);
            delegate.forEach(events::add);
        }

        @Override
        public Iterator<StreamEvent> iterator() {
            return events.iterator();
        }
    }

    private static final class Forgetful extends Stream {
        Forgetful(LLMStream delegate) {
            super(delegate);
        }

        @Override
        public LLMResponse response() {
            try {
                return super.response();
            } catch (LLMException e) {
                return LLMResponse.builder().content(e.getMessage()).build();
            }
        }
    }
}
