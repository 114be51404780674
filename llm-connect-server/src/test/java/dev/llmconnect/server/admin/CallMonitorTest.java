package dev.llmconnect.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Attempt;
import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallResult;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.RouteChange;
import dev.llmconnect.Ticker;
import dev.llmconnect.Usage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class CallMonitorTest {
    private static final CallFilter ALL = new CallFilter("", "", "", "", "", "", 0);

    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);
    private final Ticker ticker = () -> millis.get() * 1_000_000;
    private final CallMonitor monitor = new CallMonitor(new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.get());
        }
    });

    private CallContext begun(String id, String caller) {
        return CallContext.builder()
                .requestId(id)
                .caller(caller)
                .ticker(ticker)
                .observer(monitor)
                .build()
                .begin();
    }

    private void call(String id, String caller, Duration duration) {
        CallContext context = begun(id, caller);
        context.record().started(CallInfo.unknown(context));
        millis.addAndGet(duration.toMillis());
        context.record()
                .addAttempt(Attempt.builder("openai", "gpt-4o")
                        .duration(duration)
                        .usage(Usage.of(10, 5))
                        .build());
        context.record()
                .ended(CallResult.builder(context)
                        .answered("openai", "gpt-4o", FinishReason.STOP, Usage.of(10, 5))
                        .build());
    }

    @Test
    void keepsTheLastThousandCallsAndCountsAll() {
        for (int i = 0; i < 1500; i++) {
            call("id-" + i, "alice", Duration.ofMillis(1));
        }

        assertThat(monitor.recent(ALL, 5000)).hasSize(CallMonitor.MAX_RECENT);
        assertThat(monitor.recent(ALL, 1).get(0).identity().id()).isEqualTo("id-1499");
        assertThat(monitor.recent("id-500")).isPresent();
        assertThat(monitor.recent("id-499")).isEmpty();
        assertThat(monitor.traffic().total()).containsEntry("calls", 1500L).containsEntry("input_tokens", 15_000L);
        assertThat(monitor.live()).isEmpty();
    }

    @Test
    void forgetsRunningCallsWhoseEndItWasNotTold() {
        CallContext lost = begun("lost", "alice");
        CallInfo info = CallInfo.unknown(lost);
        monitor.started(info);
        // As when the queue of an observer is full: the record ends, and nobody hears of it.
        CallContext unheard = lost.toBuilder().build();
        assertThat(monitor.live()).hasSize(1);
        unheard.record().ended(CallResult.builder(unheard).build());

        assertThat(monitor.live()).isEmpty();
    }

    @Test
    void filtersByOutcomeCallerTextAndDuration() {
        call("quick", "alice", Duration.ofMillis(5));
        call("slow", "bob", Duration.ofSeconds(3));
        CallContext failed = begun("failed", "alice");
        failed.record().started(CallInfo.unknown(failed));
        failed.record()
                .ended(CallResult.builder(failed)
                        .failed(new LLMApiException("it broke"))
                        .build());

        assertThat(ids(new CallFilter("", "error", "", "", "", "", 0))).containsExactly("failed");
        assertThat(ids(new CallFilter("", "ok", "", "", "", "", 0))).containsExactly("slow", "quick");
        assertThat(ids(new CallFilter("", "", "alice", "", "", "", 0))).containsExactly("failed", "quick");
        assertThat(ids(new CallFilter("", "", "", "", "", "", 1000))).containsExactly("slow");
        assertThat(ids(new CallFilter("GPT-4", "", "", "", "openai", "", 0))).containsExactly("slow", "quick");
        assertThat(ids(new CallFilter("nothing has this", "", "", "", "", "", 0)))
                .isEmpty();
    }

    private List<String> ids(CallFilter filter) {
        return monitor.recent(filter, 100).stream()
                .map(call -> call.identity().id())
                .toList();
    }

    @Test
    void tellsItsOwnOverheadFromAttemptsAndPauses() {
        CallContext context = begun("retried", "alice");
        context.record().started(CallInfo.unknown(context));
        Attempt.Builder attempt = Attempt.builder("openai", "gpt-4o").duration(Duration.ofMillis(40));
        context.record().addAttempt(attempt.outcome("rate_limit").build());
        context.record()
                .routeChanged(RouteChange.builder(RouteChange.Kind.RETRY)
                        .from("openai", "gpt-4o")
                        .to("openai", "gpt-4o")
                        .reason("rate_limit")
                        .delay(Duration.ofMillis(100))
                        .build());
        context.record().addAttempt(attempt.outcome(Attempt.OK).build());
        millis.addAndGet(183);
        context.record().ended(CallResult.builder(context).build());

        RecordedCall recorded = monitor.recent("retried").orElseThrow();
        assertThat(recorded.result().overhead()).isEqualTo(Duration.ofMillis(3));
        assertThat(recorded.routeChanges()).hasSize(1);
        assertThat(monitor.traffic().total()).containsEntry("retries", 1L).containsEntry("attempts", 2L);
    }

    @Test
    void hasAPointForEachSecondAlsoForThoseWithoutCalls() {
        call("one", "alice", Duration.ofMillis(10));
        millis.addAndGet(3000);

        List<Map<String, Object>> points = points();

        assertThat(points).extracting(point -> point.get("calls")).containsExactly(1L, 0L, 0L);
        millis.addAndGet(Duration.ofDays(3).toMillis());
        assertThat(points()).hasSize(TrafficStatistics.MAX_POINTS);
        assertThat(monitor.traffic().now()).containsEntry("calls_per_second", 0.0);
    }

    @SuppressWarnings("unchecked") // whose values are not null here
    private List<Map<String, Object>> points() {
        return (List<Map<String, Object>>) (List<?>) monitor.traffic().pointsAfter(0);
    }

    @Test
    void keepsTheModelsThatWereAskedLast() {
        for (int i = 0; i < 500; i++) {
            CallContext context = begun("id-" + i, "alice");
            context.record().started(CallInfo.unknown(context));
            context.record()
                    .addAttempt(Attempt.builder("openai", "model-" + i)
                            .outcome("rate_limit")
                            .build());
        }

        assertThat(monitor.providers().all())
                .hasSize(ProviderStatistics.MAX_MODELS)
                .extracting(model -> model.get("model"))
                .contains("model-499")
                .doesNotContain("model-0");
    }

    @Test
    void keepsTheLastFailuresOfAModelOnly() {
        for (int i = 0; i < 30; i++) {
            CallContext context = begun("id-" + i, "alice");
            context.record().started(CallInfo.unknown(context));
            context.record()
                    .addAttempt(Attempt.builder("openai", "gpt-4o")
                            .outcome("server_error")
                            .providerStatus(500)
                            .build());
        }

        assertThat(monitor.providers().all().get(0))
                .containsEntry("failed", 30L)
                .extractingByKey("last_errors")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(ProviderStatistics.MAX_ERRORS)
                .first()
                .hasFieldOrPropertyWithValue("call", "id-29")
                .hasFieldOrPropertyWithValue("provider_status", 500);
    }
}
