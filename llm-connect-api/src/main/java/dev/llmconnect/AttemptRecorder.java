package dev.llmconnect;

import dev.llmconnect.internal.ChoiceCount;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records one attempt from its start to whichever end comes first. Confined to the thread of the attempt, except for
 * {@link #abandoned()}, which may be called from any thread. Once any of the ends has returned, the attempt is recorded.
 */
final class AttemptRecorder {
    /** Approximate characters per token, for output that the provider did not count. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final LLMCall call;
    private final AttemptInfo info;
    private final long startNanos;
    private boolean ended;
    private volatile @Nullable Duration timeToFirstToken;
    private volatile Usage reportedUsage = Usage.NONE;
    private final AtomicLong characters = new AtomicLong();

    private AttemptRecorder(LLMCall call, AttemptInfo info) {
        this.call = call;
        this.info = info;
        this.startNanos = call.ticker().nanos();
    }

    static AttemptRecorder start(CallTarget target, LLMCall call) {
        return new AttemptRecorder(call, call.record().attemptStarted(target.provider(), target.model()));
    }

    /** Records a stream event. */
    void received(StreamEvent event) {
        if (event instanceof StreamEvent.Start start) {
            reportedUsage = start.soFar().usage();
            return;
        }
        if (event.isToken()) {
            firstToken();
        }
        long length = 0;
        if (event instanceof StreamEvent.Text text) {
            length = text.text().length();
        } else if (event instanceof StreamEvent.Reasoning reasoning) {
            length = reasoning.text().length();
        } else if (event instanceof StreamEvent.ToolCallDelta delta) {
            length = delta.arguments().length();
        }
        characters.addAndGet(length);
        call.record().streamed(length);
    }

    private void firstToken() {
        if (timeToFirstToken == null) {
            Duration elapsed = elapsed();
            timeToFirstToken = elapsed;
            long callNanos = call.ticker().nanos() - call.context().startNanos();
            call.record().firstToken(info, elapsed, Duration.ofNanos(callNanos));
        }
    }

    synchronized void answered(String model, ResponseMetadata metadata, Usage usage) {
        if (!ended) {
            ended = true;
            firstToken();
            String provider = metadata.provider().orElse(info.provider());
            record(Attempt.builder(provider, model.isEmpty() ? info.model() : model)
                    .usage(usage));
        }
    }

    synchronized void failed(LLMException failure) {
        if (!ended) {
            ended = true;
            String provider = failure.provider().orElse(info.provider());
            record(cutOff(provider)
                    .outcome(failure.outcome())
                    .providerStatus(failure.providerStatus().orElse(null)));
        }
    }

    synchronized void abandoned() {
        if (!ended) {
            ended = true;
            record(cutOff(info.provider())
                    .outcome(call.cancellation().isCancelled() ? Attempt.CANCELLED : Attempt.ABANDONED));
        }
    }

    /** Returns an attempt with the usage the provider reported plus an estimate of the output since. */
    private Attempt.Builder cutOff(String provider) {
        // The events are those of one answer; the model was writing the others beside it.
        long written = ChoiceCount.of(call) * ((characters.get() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
        boolean estimated = written > reportedUsage.outputTokens();
        Usage usage =
                estimated ? reportedUsage.plus(Usage.of(0, written - reportedUsage.outputTokens())) : reportedUsage;
        return Attempt.builder(provider, info.model()).usage(usage).usageEstimated(estimated);
    }

    private void record(Attempt.Builder result) {
        call.record()
                .attemptEnded(
                        info,
                        result.duration(elapsed())
                                .timeToFirstToken(timeToFirstToken)
                                .build());
    }

    private Duration elapsed() {
        return Duration.ofNanos(call.ticker().nanos() - startNanos);
    }
}
