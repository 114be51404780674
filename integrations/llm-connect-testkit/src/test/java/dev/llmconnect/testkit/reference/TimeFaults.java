package dev.llmconnect.testkit.reference;

import dev.llmconnect.Cancellation;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Message;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.spi.AbstractLLMStream;
import dev.llmconnect.spi.ForwardingAdapter;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Adapters that go on when they should not have begun, or should have ended. */
final class TimeFaults {
    private static final Duration HOUR = Duration.ofHours(1);

    private TimeFaults() {}

    static List<Fault> all() {
        return List.of(
                Fault.of(
                        "knows no deadline",
                        right -> BentAdapter.requests(right, r -> patient(r).build()),
                        "aCallWithoutTimeLeftIsRefusedBeforeAnythingIsSpent",
                        "aSilentProviderIsGivenUpAtTheDeadline",
                        "aProviderThatStopsInTheMiddleIsGivenUpAtTheDeadline",
                        "aProviderThatDripsIsGivenUpAtTheDeadlineOfTheCallAndNotOfOneRead"),
                Fault.own(
                        "has a deadline for each read",
                        NaiveAdapter::new,
                        "aProviderThatDripsIsGivenUpAtTheDeadlineOfTheCallAndNotOfOneRead"),
                Fault.of(
                        "knows no cancellation",
                        right -> BentAdapter.requests(
                                right,
                                r -> r.toBuilder()
                                        .cancellation(new Cancellation())
                                        .build()),
                        "aCallWhoseCallerHasGoneIsRefusedBeforeAnythingIsSpent",
                        "aCallerThatLeavesEndsTheCall",
                        "aCallerThatLeavesInTheMiddleEndsTheStream",
                        "aCallerThatLeavesWhileItWaitsForMoreEndsTheStream"),
                Fault.of(
                        "knows no depth",
                        right -> BentAdapter.requests(
                                right, r -> r.toBuilder().depth(0).build()),
                        "aCallNestedTooDeepIsRefusedBeforeAnythingIsSpent"),
                Fault.of(
                        "asks about nothing",
                        right -> BentAdapter.requests(right, TimeFaults::withMessage),
                        "aCallWithoutAMessageIsRefusedBeforeAnythingIsSpent"),
                Fault.of(
                        "asks first and refuses then",
                        RefusesLate::new,
                        "aCallWithoutTimeLeftIsRefusedBeforeAnythingIsSpent",
                        "aCallWhoseCallerHasGoneIsRefusedBeforeAnythingIsSpent",
                        "aCallNestedTooDeepIsRefusedBeforeAnythingIsSpent",
                        "aCallWithoutAMessageIsRefusedBeforeAnythingIsSpent"),
                Fault.of(
                        "tells a timeout like any error",
                        right -> BentAdapter.failures(
                                right,
                                e -> e instanceof LLMTimeoutException
                                        ? new LLMApiException(e.getMessage(), e, ErrorDetails.none())
                                        : e),
                        "aSilentProviderIsGivenUpAtTheDeadline"),
                Fault.of(
                        "leaves the call to the provider running",
                        LeavesCallsRunning::new,
                        "aSilentProviderIsGivenUpAtTheDeadline",
                        "aProviderThatStopsInTheMiddleIsGivenUpAtTheDeadline",
                        "aCallerThatLeavesEndsTheCall"),
                Fault.of(
                        "leaves the call of a stream running",
                        StreamsRunOn::new,
                        "closingAStreamEndsTheCallToTheProvider"));
    }

    /** The same request with all the time of the world. */
    private static LLMRequest.Builder patient(LLMRequest request) {
        RunConfig config = request.config().toBuilder().timeout(HOUR).build();
        return LLMRequest.builder()
                .messages(request.messages())
                .config(config)
                .requestId(request.requestId())
                .depth(request.depth())
                .cancellation(request.cancellation());
    }

    private static LLMRequest withMessage(LLMRequest request) {
        return request.messages().isEmpty()
                ? request.toBuilder().message(Message.user("")).build()
                : request;
    }

    private static final class RefusesLate extends ForwardingAdapter {
        RefusesLate(LLMAdapter right) {
            super(right);
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            LLMResponse response = super.execute(LLMRequest.of("Hello"));
            request.validate();
            return response;
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            return LLMStream.of(execute(request));
        }
    }

    /** Gives up in time, but only itself. */
    private static final class LeavesCallsRunning extends ForwardingAdapter {
        LeavesCallsRunning(LLMAdapter right) {
            super(right);
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            LLMRequest unbounded =
                    patient(request).cancellation(new Cancellation()).build();
            CompletableFuture<LLMResponse> running = new CompletableFuture<>();
            Thread thread = new Thread(() -> running.complete(delegate().execute(unbounded)));
            thread.setDaemon(true);
            thread.start();
            request.cancellation().onCancel(() -> running.cancel(true));
            try {
                return running.get(request.deadline().remaining().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new LLMTimeoutException("too late", e, ErrorDetails.none());
            } catch (ExecutionException | InterruptedException | CancellationException e) {
                throw new LLMCancelledException("given up", e, ErrorDetails.none());
            }
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            return LLMStream.of(execute(request));
        }
    }

    private static final class StreamsRunOn extends ForwardingAdapter {
        StreamsRunOn(LLMAdapter right) {
            super(right);
        }

        @Override
        public LLMStream stream(LLMRequest request) {
            LLMStream stream = super.stream(request);
            Iterator<StreamEvent> events = stream.iterator();
            return new AbstractLLMStream() {
                @Override
                protected @Nullable StreamEvent next() {
                    return events.hasNext() ? events.next() : null;
                }

                @Override
                protected LLMResponse assemble() {
                    return stream.response();
                }

                @Override
                protected void release() {
                    // Forgets the stream inside.
                }
            };
        }
    }
}
