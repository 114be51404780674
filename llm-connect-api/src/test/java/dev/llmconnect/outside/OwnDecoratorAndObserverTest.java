package dev.llmconnect.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallObservers;
import dev.llmconnect.CallResult;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a program of somebody else adds: a decorator and an observer, each in a few lines, with nothing of ours changed. */
class OwnDecoratorAndObserverTest {
    /** Says {@code Hello} to everything. */
    private static final class Hello implements LLMAdapter {
        @Override
        public String provider() {
            return "hello";
        }

        @Override
        public LLMResponse execute(LLMRequest request) {
            return LLMResponse.builder()
                    .content("Hello")
                    .model(request.config().modelName())
                    .usage(Usage.of(2, 1))
                    .build();
        }
    }

    /** Counts what is asked, of whatever kind, and asks for a cheaper model. */
    private static final class Cheaper extends ForwardingAdapter {
        final AtomicInteger asked = new AtomicInteger();

        Cheaper(LLMAdapter delegate) {
            super(delegate);
        }

        @Override
        protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
            asked.incrementAndGet();
            return super.around(call, operation);
        }

        @Override
        protected <C extends LLMCall> C reshape(C call) {
            return LLMCall.withConfig(
                    call, call.config().toBuilder().modelName("cheap").build());
        }
    }

    @Test
    void aDecoratorSaysOnceWhatItDoesForEverythingThatIsAsked() {
        Cheaper adapter = new Cheaper(CheckedAdapter.of(new Hello()));

        assertThat(adapter.execute("Hi", RunConfig.defaults()).model()).isEqualTo("cheap");
        assertThat(adapter.stream(LLMRequest.of("Hi")).response().model()).isEqualTo("cheap");
        adapter.countTokens(LLMRequest.of("Hi"));

        assertThat(adapter.asked).hasValue(3);
        assertThat(adapter.target(LLMRequest.of("Hi"))).hasToString("hello/cheap");
    }

    @Test
    void anObserverIsToldOfACallWithItsContext() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        CallObserver observer = new CallObserver() {
            @Override
            public void ended(CallInfo call, CallResult result) {
                seen.add(call.caller().orElse("")
                        + call.tags()
                        + result.outcome()
                        + result.usage().totalTokens());
            }
        };
        LLMRequest request = LLMRequest.builder()
                .prompt("Hi")
                .context(CallContext.builder()
                        .caller("billing")
                        .tags(Map.of("team", "triage"))
                        .build())
                .build();

        try (LLMAdapter adapter = CallObservers.observe(new Hello(), observer)) {
            adapter.execute(request);
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("billing{team=triage}ok3");
        }
    }

    /** The bound: less than 1 KB more per call with three observers. Counted on the calling thread. */
    @Test
    void threeObserversCostACallLessThanAKilobyte() {
        CallObserver quiet = new CallObserver() {};
        long bare = allocatedPerCall(CheckedAdapter.of(new Hello()));
        long observed = allocatedPerCall(CallObservers.observe(new Hello(), quiet, quiet, quiet));

        assertThat(observed - bare).isLessThan(1024);
    }

    private static long allocatedPerCall(LLMAdapter adapter) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        LLMRequest request = LLMRequest.of("Hi");
        int calls = 4_000;
        long before = 0;
        for (int i = -calls; i < calls; i++) {
            if (i == 0) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            adapter.execute(request);
        }
        long after = threads.getCurrentThreadAllocatedBytes();
        adapter.close();
        return (after - before) / calls;
    }
}
