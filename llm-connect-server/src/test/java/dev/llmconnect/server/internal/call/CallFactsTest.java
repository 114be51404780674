package dev.llmconnect.server.internal.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMCancelledException;
import org.junit.jupiter.api.Test;

class CallFactsTest {
    @Test
    void whatACallFailsWithBecauseItsClientLeftIsNotTheReasonThatIsLogged() {
        CallFacts facts = new CallFacts();

        facts.clientLeft();
        facts.failed(new LLMCancelledException("the caller has gone away"));

        assertThat(facts.error()).contains("cancelled");
    }
}
