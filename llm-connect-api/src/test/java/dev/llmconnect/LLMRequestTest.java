package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LLMRequestTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Ticker ticker = now::get;

    private LLMRequest.Builder fiveSeconds() {
        return LLMRequest.builder()
                .prompt("Hello")
                .ticker(ticker)
                .config(RunConfig.builder().timeout(Duration.ofSeconds(5)).build());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aPromptIsOneUserMessage() {
        assertThat(LLMRequest.of("Hello").messages()).containsExactly(Message.user("Hello"));
    }

    /** With the same words as {@code POST /execute}. */
    @Test
    @SuppressWarnings("NullAway") // what a caller without null checks passes
    void aPromptThatIsNullOrEmptyIsRefused() {
        LLMAdapter adapter = new LLMAdapter() {
            @Override
            public String provider() {
                return "acme";
            }

            @Override
            public LLMResponse execute(LLMRequest request) {
                throw new AssertionError("asked");
            }
        };
        String missing = "prompt is missing; it must be a non-empty string";
        String empty = "prompt must not be empty";

        assertThatThrownBy(() -> adapter.execute(null, RunConfig.defaults()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(missing);
        assertThatThrownBy(() -> adapter.execute("", RunConfig.defaults()))
                .isInstanceOf(LLMInvalidRequestException.class)
                .hasMessage(empty);
        assertThatThrownBy(() -> LLMRequest.of(null)).hasMessage(missing);
        assertThatThrownBy(() -> LLMRequest.builder().prompt("")).hasMessage(empty);
    }

    @Test
    void theDeadlineCountsFromTheStartEvenInACopyWithAnotherTimeout() {
        LLMRequest request = fiveSeconds().build().begin();
        pass(Duration.ofSeconds(2));

        LLMRequest narrowed = request.toBuilder()
                .config(RunConfig.builder().timeout(Duration.ofSeconds(3)).build())
                .build();

        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(3));
        assertThat(narrowed.deadline().remaining()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theTimeOfARequestStartsWithItsExecution() {
        LLMRequest request = fiveSeconds().build();
        pass(Duration.ofHours(1));

        assertThat(request.begin().deadline().remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aDeadlineFromOutsideOnlyShortens() {
        LLMRequest shorter = fiveSeconds()
                .deadline(Deadline.after(Duration.ofSeconds(1), ticker))
                .deadline(Deadline.after(Duration.ofSeconds(4), ticker))
                .build();
        LLMRequest longer = fiveSeconds()
                .deadline(Deadline.after(Duration.ofSeconds(9), ticker))
                .build();

        assertThat(shorter.deadline().remaining()).isEqualTo(Duration.ofSeconds(1));
        assertThat(longer.deadline().remaining()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void anExpiredDeadlineHasNothingLeftAndSpendsNothing() {
        LLMRequest request = fiveSeconds().build().begin();
        pass(Duration.ofSeconds(5));

        assertThat(request.deadline().isExpired()).isTrue();
        assertThat(request.deadline().remaining()).isZero();
        assertThatThrownBy(request::validate).isInstanceOf(LLMTimeoutException.class);
    }

    @Test
    void aCallDeeperThanItsLimitIsRefused() {
        RunConfig limited = RunConfig.builder().maxDepth(2).build();
        LLMRequest.Builder request = LLMRequest.builder().prompt("Hello").config(limited);

        assertThatCode(request.depth(2).build()::validate).doesNotThrowAnyException();
        assertThatThrownBy(request.depth(3).build()::validate)
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessage("the call is nested 3 levels deep; max_depth allows 2");
    }

    @Test
    void aCancelledCallIsRefused() {
        LLMRequest request = LLMRequest.of("Hello");
        request.cancellation().cancel();

        assertThatThrownBy(request::validate).isInstanceOf(LLMCancelledException.class);
    }

    @Test
    void copiesKeepTheIdAndTheCancellationAndTextsDoNotTellThePrompt() {
        LLMRequest request = LLMRequest.of("tell nobody").begin();
        LLMRequest copy = request.toBuilder().depth(1).build();

        assertThat(copy.requestId()).isEqualTo(request.requestId());
        assertThat(copy.cancellation()).isSameAs(request.cancellation());
        assertThat(copy.toString()).doesNotContain("tell nobody");
        assertThat(LLMRequest.of("x").begin().requestId()).isNotEqualTo(request.requestId());
    }

    @Test
    void aFormatsFieldsAndHintsAreItsOwnAndForeignToOthers() {
        LLMRequest request = LLMRequest.builder()
                .prompt("Hi")
                .wireFields(
                        WireFields.NONE.with("a", java.util.Map.of("x", 1)).withHints("a", java.util.Map.of("y", 2)))
                .build()
                .toBuilder()
                .build();

        assertThat(request.wireFields("a")).containsOnly(entry("x", 1), entry("y", 2));
        assertThat(request.wireFields("b")).isEmpty();
        assertThat(request.wireFields().foreignTo("b")).containsExactly("x");
        assertThat(request.wireFields().foreignHintsTo("b")).containsExactly("y");
        assertThat(request.wireFields().foreignTo("a")).isEmpty();
    }
}
