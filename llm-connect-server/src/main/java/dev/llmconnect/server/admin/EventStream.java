package dev.llmconnect.server.admin;

import dev.llmconnect.Cancellation;
import dev.llmconnect.formats.endpoint.ServerSentEvent;
import dev.llmconnect.server.HttpOutput;
import dev.llmconnect.server.StreamingBody;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A summary each second, and the calls that have ended since the last one: {@code event: summary} and {@code event: calls}. Ends when the
 * client leaves or the server closes.
 */
final class EventStream implements StreamingBody {
    /** The calls that one event tells at most: {@value}; {@code ended} counts those that it leaves out. */
    static final int MAX_CALLS = 50;
    /** The time between two events: 1 s. */
    static final Duration INTERVAL = Duration.ofSeconds(1);

    private final CallMonitor monitor;
    private final SummaryTree summary;
    private final boolean mayChange;
    private final Cancellation cancellation;
    private final Runnable released;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * @param cancellation of the request, which is told when the client leaves
     * @param released is run at the end
     */
    EventStream(
            CallMonitor monitor, SummaryTree summary, boolean mayChange, Cancellation cancellation, Runnable released) {
        this.monitor = monitor;
        this.summary = summary;
        this.mayChange = mayChange;
        this.cancellation = cancellation;
        this.released = released;
    }

    @Override
    public void writeTo(HttpOutput out) {
        Cancellation.Registration gone = cancellation.onCancel(this::end);
        try {
            long told = monitor.lastNumber();
            long second = summary.currentSecond() - 1;
            do {
                long now = summary.currentSecond();
                out.write(ServerSentEvent.bytes(
                        "summary", AdminRoutes.redacted(summary.get(mayChange, Math.max(0, second - 1)))));
                second = now;
                long last = monitor.lastNumber();
                if (last > told) {
                    out.write(ServerSentEvent.bytes("calls", AdminRoutes.redacted(calls(told, last))));
                    told = last;
                }
            } while (!over.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gone.close();
            released.run();
        }
    }

    private Map<String, @Nullable Object> calls(long told, long last) {
        List<RecordedCall> calls = monitor.recentAfter(told, MAX_CALLS);
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("ended", last - told);
        event.put("calls", calls.stream().map(CallTrees::line).toList());
        return event;
    }

    /** Ends the stream. */
    void end() {
        over.countDown();
    }
}
