package dev.llmconnect.server.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.CallContext;
import dev.llmconnect.CallInfo;
import dev.llmconnect.CallObserver;
import dev.llmconnect.CallResult;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMCancelledException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerCallTest {
    private final List<String> events = new ArrayList<>();
    private final ServerCall call = new ServerCall(CallContext.builder()
            .observer(new CallObserver() {
                @Override
                public void started(CallInfo info) {
                    events.add("started");
                }

                @Override
                public void ended(CallInfo info, CallResult result) {
                    events.add(result.outcome() + " " + result.httpStatus().orElse(0));
                }
            })
            .build()
            .begin());

    @Test
    void aClientThatHangsUpOnAnErrorDoesNotHideIt() {
        call.failed(new LLMApiException("cut off"), 200);
        call.cancelled(200);
        call.report(true);
        assertThat(events).containsExactly("started", "provider_api_error 200");
    }

    @Test
    void whatACallFailsWithBecauseItsClientLeftIsNotItsOutcome() {
        call.cancelled(499);
        call.failed(new LLMApiException("socket closed"), 502);
        call.failed(new LLMCancelledException("the caller has gone away"), 502);
        call.report(true);
        assertThat(events).containsExactly("started", "cancelled 499");
    }

    @Test
    void aCallIsReportedOnceAndNotBeforeItHasEnded() {
        assertThat(call.report(true)).isFalse();
        call.succeeded(200);
        assertThat(call.report(true)).isTrue();
        assertThat(call.report(true)).isFalse();
        assertThat(events).containsExactly("started", "ok 200");
    }

    @Test
    void aRequestThatIsNoCallIsReportedOnlyIfItAsksAnAdapter() {
        call.succeeded(200);
        assertThat(call.report(false)).isTrue();
        assertThat(events).isEmpty();
    }
}
