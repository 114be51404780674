package dev.llmconnect;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Records one attempt from its start to its end, whichever end comes first. Read and written by the thread that makes the attempt, but for
 * {@link #abandoned()}, which may come from any.
 */
final class AttemptRecorder {
    /** About how many characters of a text make a token, for what a provider did not come to count. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private final LLMCall call;
    private final AttemptInfo info;
    private final long startNanos;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Duration timeToFirstToken;
    private volatile Usage told = Usage.NONE;
    private final AtomicLong characters = new AtomicLong();

    private AttemptRecorder(LLMCall call, AttemptInfo info) {
        this.call = call;
        this.info = info;
        this.startNanos = call.ticker().nanos();
    }

    static AttemptRecorder start(CallTarget target, LLMCall call) {
        return new AttemptRecorder(call, call.record().attemptStarted(target.provider(), target.model()));
    }

    /** An event of a stream has come. */
    void received(StreamEvent event) {
        if (event instanceof StreamEvent.Start start) {
            told = start.soFar().usage();
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
    }

    private void firstToken() {
        if (timeToFirstToken == null) {
            Duration elapsed = elapsed();
            timeToFirstToken = elapsed;
            long callNanos = call.ticker().nanos() - call.context().startNanos();
            call.record().firstToken(info, elapsed, Duration.ofNanos(callNanos));
        }
    }

    void answered(String model, ResponseMetadata metadata, Usage usage) {
        if (ended.compareAndSet(false, true)) {
            firstToken();
            String provider = metadata.provider().orElse(info.provider());
            record(Attempt.builder(provider, model.isEmpty() ? info.model() : model)
                    .usage(usage));
        }
    }

    void failed(LLMException failure) {
        if (ended.compareAndSet(false, true)) {
            String provider = failure.provider().orElse(info.provider());
            record(cutOff(provider)
                    .outcome(failure.outcome())
                    .providerStatus(failure.providerStatus().orElse(null)));
        }
    }

    void abandoned() {
        if (ended.compareAndSet(false, true)) {
            record(cutOff(info.provider())
                    .outcome(call.cancellation().isCancelled() ? Attempt.CANCELLED : Attempt.ABANDONED));
        }
    }

    /** What the provider told before, and an estimate of what it wrote since. */
    private Attempt.Builder cutOff(String provider) {
        long written = (characters.get() + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
        boolean estimated = written > told.outputTokens();
        Usage usage = estimated ? told.plus(Usage.of(0, written - told.outputTokens())) : told;
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
