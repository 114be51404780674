package dev.llmconnect.providers.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.internal.MemoryBudget;
import dev.llmconnect.internal.MemoryLease;
import dev.llmconnect.providers.StubProvider;
import java.util.function.Supplier;
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

    /** Ten thousand tokens are 60 KB of text in 3 MB of events. */
    @Test
    void ofALongStreamItsTextCountsAndNotWhatEachEventRepeats() {
        stub.streams(events(""));
        LLMResponse answer =
                whileOthersHoldAllBut(1 << 20, () -> adapter.stream(HELLO).response());
        assertThat(answer.content()).hasSize(60_000);
    }

    @Test
    void whatElseEventsHoldCounts() {
        stub.streams(
                events(",\"logprobs\":{\"content\":[" + "{\"token\":\" word\",\"logprob\":-0.5},".repeat(10) + "{}]}"));
        assertOverloaded(() -> adapter.stream(HELLO).response(), 1 << 20);
    }

    /** 10,000 events as OpenRouter sends them. */
    private static String events(String more) {
        String event = """
                data: {"id":"gen-1796025873-abcdefghijklmnop","provider":"OpenAI","model":"openai/gpt-5-mini",\
                "object":"chat.completion.chunk","created":1796025873,"choices":[{"index":0,"delta":{"role":"assistant","content":" words"},\
                "finish_reason":null,"native_finish_reason":null@}],"system_fingerprint":"fp_0123456789"}

                """.replace("@", more);
        return event.repeat(10_000) + "data: "
                + FINE.replace("message", "delta").replace("Hi", "") + "\n\ndata: [DONE]\n\n";
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
    private static void assertOverloaded(Supplier<LLMResponse> call) {
        assertOverloaded(call, 20 << 20);
    }

    private static void assertOverloaded(Supplier<LLMResponse> call, long left) {
        assertThatThrownBy(() -> whileOthersHoldAllBut(left, call))
                .isInstanceOfSatisfying(LLMException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_OVERLOADED);
                    assertThat(failure.isRetryable()).isFalse();
                });
    }

    private static LLMResponse whileOthersHoldAllBut(long left, Supplier<LLMResponse> call) {
        MemoryBudget budget = MemoryBudget.shared();
        long others = budget.limit() - left;
        assertThat(budget.take(others)).isTrue();
        try {
            return call.get();
        } finally {
            budget.give(others);
        }
    }
}
