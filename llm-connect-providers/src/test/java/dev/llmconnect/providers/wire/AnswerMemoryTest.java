package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import dev.llmconnect.providers.StubProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of a few megabytes can be a tree of many hundred: what it takes is known before it is made. */
class AnswerMemoryTest {
    private static final LLMRequest HELLO = LLMRequest.of("Hello");
    private static final String FINE = """
            {"model":"m","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{}}""";

    private final StubProvider stub = new StubProvider();
    private final LLMAdapter adapter = stub.adapter("openai", "OPENAI_API_KEY");

    @AfterEach
    void close() {
        adapter.close();
        stub.close();
    }

    /** 300 KB that weigh 40 MB. */
    private static String objects() {
        return "[" + "{},".repeat(100_000) + "{}]";
    }

    @Test
    void aWholeAnswerOfMoreObjectsThanFitIsRefused() {
        stub.answers(200, FINE.replace("{}", objects()));
        assertOverloaded(() -> adapter.execute(HELLO));
    }

    @Test
    void soIsAnEventOfAStream() {
        stub.streams("data: " + FINE.replace("{}", objects()) + "\n\n");
        assertOverloaded(() -> adapter.stream(HELLO).response());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatAnAnswerTookIsThereAgainAfterIt(boolean streamed) {
        String large = FINE.replace("Hi", "Hi".repeat(1 << 20));
        for (int i = 0; i < 3; i++) {
            if (streamed) {
                stub.streams("data: " + large.replace("message", "delta") + "\n\ndata: [DONE]\n\n");
                adapter.stream(HELLO).response();
            } else {
                stub.answers(200, large);
                adapter.execute(HELLO);
            }
        }
        MemoryBudget budget = MemoryBudget.shared();
        assertThat(budget.take(budget.limit())).isTrue();
        budget.give(budget.limit());
    }

    @Test
    void anAnswerStaysCountedUntilTheCallOfItsThreadEnds() {
        stub.answers(200, FINE.replace("Hi", "Hi".repeat(1 << 20)));
        MemoryBudget budget = MemoryBudget.shared();
        MemoryLease call = new MemoryLease(budget);
        call.during(() -> adapter.execute(HELLO));
        assertThat(budget.take(budget.limit() - (2 << 20))).isFalse();
        call.close();
        assertThat(budget.take(budget.limit())).isTrue();
        budget.give(budget.limit());
    }

    /** While other calls hold all but 20 MB. */
    private static void assertOverloaded(Runnable call) {
        MemoryBudget budget = MemoryBudget.shared();
        long others = budget.limit() - (20 << 20);
        assertThat(budget.take(others)).isTrue();
        try {
            assertThatThrownBy(call::run).isInstanceOfSatisfying(LLMException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_OVERLOADED);
                assertThat(failure.isRetryable()).isFalse();
            });
        } finally {
            budget.give(others);
        }
    }
}
