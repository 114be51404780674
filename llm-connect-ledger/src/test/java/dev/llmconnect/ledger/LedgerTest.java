package dev.llmconnect.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.CallContext;
import dev.llmconnect.CheckedAdapter;
import dev.llmconnect.EmbeddingRequest;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMBudgetExceededException;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMStream;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.callers.Callers;
import dev.llmconnect.ledger.store.Balance;
import dev.llmconnect.ledger.store.BudgetWindow;
import dev.llmconnect.ledger.store.FillableDisk;
import dev.llmconnect.ledger.store.LedgerStore;
import dev.llmconnect.ledger.store.MemoryStore;
import dev.llmconnect.ledger.store.SqliteStore;
import dev.llmconnect.ledger.store.UsageQuery;
import dev.llmconnect.ledger.store.UsageSummary;
import dev.llmconnect.spi.ForwardingAdapter;
import dev.llmconnect.spi.Operation;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program sees that has its calls accounted for. gpt-4o costs $2.50 in and $10 out: 2500 and 10000 nano-dollars a token. */
class LedgerTest {
    private static final BudgetWindow ALICE = new BudgetWindow("caller:alice/total", Instant.EPOCH, Instant.MAX, 0);

    @TempDir
    Path folder;

    private final ScriptedProvider provider = new ScriptedProvider("openai");
    private LedgerStore store = new MemoryStore();
    private Ledger ledger = Ledger.open(LedgerConfig.builder().store(store).build());
    private LLMAdapter adapter = ledger.around(provider);

    @AfterEach
    void close() {
        ledger.close();
    }

    private void open(LedgerConfig.Builder config) {
        ledger.close();
        ledger = Ledger.open(config.store(store).build());
        adapter = ledger.around(provider);
    }

    private void callers(String alice) {
        open(LedgerConfig.builder()
                .callers(Callers.parse("callers.json", "{\"callers\": {\"alice\": " + alice + "}}")));
    }

    private void budget(String usd, String more) {
        callers("{\"budgets\": [{\"usd\": " + usd + more + "}]}");
    }

    private static LLMRequest ask(String model, int maxTokens) {
        RunConfig.Builder config = RunConfig.builder().modelName(model);
        return LLMRequest.builder()
                .prompt("Hello")
                .config(
                        maxTokens == 0
                                ? config.build()
                                : config.maxTokens(maxTokens).build())
                .context(CallContext.builder()
                        .caller("alice")
                        .tags(Map.of("team", "triage"))
                        .session("s1")
                        .build())
                .build();
    }

    private List<UsageSummary> usage(String... by) throws InterruptedException {
        assertThat(ledger.flush(Duration.ofSeconds(30))).isTrue();
        return ledger.store()
                .summarize(UsageQuery.between(
                                Instant.now().minusSeconds(600), Instant.now().plusSeconds(600))
                        .groupedBy(Arrays.stream(by)
                                .map(UsageQuery.Dimension::parse)
                                .toList()));
    }

    private Balance alice() throws InterruptedException {
        assertThat(ledger.flush(Duration.ofSeconds(30))).isTrue();
        return store.balances(List.of(ALICE)).get(0);
    }

    @Test
    void aCallIsPricedAndCounted() throws Exception {
        LLMResponse answer = adapter.execute(ask("gpt-4o", 0));
        assertThat(answer.metadata().toMap())
                .containsEntry("cost_usd", new BigDecimal("0.0045"))
                .containsEntry("cost_source", "bundled");
        assertThat(usage("caller", "provider", "model", "tag:team", "outcome"))
                .singleElement()
                .hasToString("[alice, openai, gpt-4o, triage, ok] attempts=1 unpriced=0 estimated=0 input_tokens=1000"
                        + " cached_tokens=0 output_tokens=200 cost_nanos=4500000");
    }

    @Test
    void whatTheProviderReportsCountsAndAnUnknownPriceIsNoZero() throws Exception {
        provider.cost("0.00123");
        assertThat(adapter.execute(ask("gpt-4o", 0)).metadata().toMap())
                .containsEntry("cost_usd", new BigDecimal("0.00123"))
                .containsEntry("cost_source", "provider");
        ScriptedProvider other = new ScriptedProvider("openai");
        LLMResponse unknown = ledger.around(other).execute(ask("a-model-of-their-own", 0));
        assertThat(unknown.metadata().toMap())
                .containsEntry("cost_source", "unknown")
                .doesNotContainKey("cost_usd");
        LLMResponse untold = ledger.around(other.usage(Usage.NONE)).execute(ask("gpt-4o", 0));
        assertThat(untold.metadata().toMap())
                .containsEntry("cost_source", "unknown")
                .doesNotContainKey("cost_usd");
        assertThat(usage().get(0).unpriced()).isEqualTo(2);
        assertThat(usage().get(0).costNanos()).isEqualTo(1_230_000);
    }

    @Test
    void embeddingsAreCountedAndQuestionsOfTokensAreNot() throws Exception {
        provider.usage(Usage.of(400, 0));
        assertThat(adapter.embed(EmbeddingRequest.of("text", "text-embedding-3-small"))
                        .metadata()
                        .toMap())
                .containsEntry("cost_usd", new BigDecimal("0.000008"));
        assertThat(adapter.countTokens(ask("gpt-4o", 0))).isEmpty();
        assertThat(usage().get(0).attempts()).isEqualTo(1);
    }

    @Test
    void aFailedAttemptAndItsRetryHaveARowEachAndAreSettledTogether() throws Exception {
        budget("1", "");
        AtomicInteger failures = new AtomicInteger(1);
        provider.before(request -> {
            if (failures.getAndDecrement() > 0) {
                throw new LLMApiException("busy", null, ErrorDetails.of("openai", FailureReason.SERVER));
            }
        });
        LLMAdapter retrying = ledger.around(new RetryOnce(CheckedAdapter.of(provider)));
        retrying.execute(ask("gpt-4o", 0));
        assertThat(usage("outcome").stream().map(sum -> sum.key().get(0) + " " + sum.costNanos()))
                .containsExactly("ok 4500000", "server 0");
        assertThat(alice()).isEqualTo(new Balance(4_500_000, 0));
    }

    private static final class RetryOnce extends ForwardingAdapter {
        RetryOnce(LLMAdapter delegate) {
            super(delegate);
        }

        @Override
        protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
            try {
                return super.around(call, operation);
            } catch (LLMException e) {
                return super.around(call, operation);
            }
        }
    }

    @Test
    void aCallThatDoesNotFitIsRefusedBeforeTheProviderIsAsked() throws Exception {
        budget("0.0001", ", \"per\": \"day\"");
        assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 100)))
                .isInstanceOfSatisfying(LLMBudgetExceededException.class, refused -> {
                    assertThat(refused).hasMessage("the budget is used up (caller:alice/day)");
                    assertThat(refused.reason()).isEqualTo(FailureReason.QUOTA);
                    assertThat(refused.retryAfter().orElseThrow()).isLessThanOrEqualTo(Duration.ofDays(1));
                });
        assertThatThrownBy(() -> adapter.stream(ask("gpt-4o", 100))).isInstanceOf(LLMBudgetExceededException.class);
        assertThat(provider.calls).hasValue(0);
        assertThat(usage()).isEmpty();
        ledger.around(new ScriptedProvider("ollama")).execute(ask("llama3.2", 100));
        assertThat(usage().get(0).attempts()).as("what is free needs no budget").isEqualTo(1);
    }

    @Test
    void aStreamThatIsReadToItsEndIsSettledForWhatItUsed() throws Exception {
        budget("1", "");
        try (LLMStream stream = adapter.stream(ask("gpt-4o", 0))) {
            for (StreamEvent event : stream) {
                assertThat(event).isInstanceOf(StreamEvent.Text.class);
            }
            assertThat(stream.response().metadata().toMap()).containsEntry("cost_usd", new BigDecimal("0.0045"));
        }
        assertThat(alice()).isEqualTo(new Balance(4_500_000, 0));
        assertThat(usage().get(0).estimated()).isZero();
    }

    @Test
    void aStreamThatIsLeftInTheMiddleIsBookedAsFarAsItCame() throws Exception {
        budget("1", "");
        try (LLMStream stream = adapter.stream(ask("gpt-4o", 0))) {
            Iterator<StreamEvent> events = stream.iterator();
            for (int i = 0; i < 50; i++) {
                events.next();
            }
        }
        UsageSummary sum = usage("outcome").get(0);
        assertThat(sum.key()).containsExactly("abandoned");
        assertThat(sum.estimated()).isEqualTo(1);
        // 50 pieces of 40 characters are 500 tokens; "Hello" is estimated as 2 and 4 for its message
        assertThat(sum.outputTokens()).isEqualTo(500);
        assertThat(sum.inputTokens()).isEqualTo(6);
        assertThat(alice()).isEqualTo(new Balance(500 * 10_000 + 6 * 2500, 0));
    }

    @Test
    void anAnswerThatOutgrowsItsBudgetMayEndUnlessTheBudgetStopsIt() throws Exception {
        // room for 400 tokens; the answer has 1000
        provider.usage(Usage.of(6, 1000));
        budget("0.004", "");
        try (LLMStream stream = adapter.stream(ask("gpt-4o", 0))) {
            assertThat(stream.response().content()).hasSize(4000);
        }
        assertThat(alice().spentNanos()).isEqualTo(1000 * 10_000 + 6 * 2500);
        assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 0))).isInstanceOf(LLMBudgetExceededException.class);

        store = new MemoryStore();
        budget("0.004", ", \"on_exhausted\": \"stop\"");
        try (LLMStream stream = adapter.stream(ask("gpt-4o", 0))) {
            assertThatThrownBy(stream::response)
                    .isInstanceOf(LLMBudgetExceededException.class)
                    .hasMessageContaining("the answer was cut");
        }
        assertThat(alice().spentNanos()).isBetween(2_560_000L, 4_000_000L);
        assertThat(alice().reservedNanos()).isZero();
    }

    @Test
    void aBudgetThatFitsLowersTheLongestAnswerToWhatIsLeft() {
        // 0.001 dollars: 6 tokens in, and 98 out
        budget("0.001", ", \"on_exhausted\": \"fit\"");
        LLMResponse answer = adapter.execute(ask("gpt-4o", 150));
        assertThat(provider.lastRequest.config().maxTokensIfSet()).contains(98);
        assertThat(answer.metadata().droppedParams().toString()).contains("max_tokens (lowered to 98");
        assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 150))).isInstanceOf(LLMBudgetExceededException.class);
    }

    private static LLMRequest askForSeveral(int choices, int maxTokens) {
        LLMRequest one = ask("gpt-4o", maxTokens);
        return one.toBuilder()
                .config(one.config().toBuilder().choices(choices).build())
                .build();
    }

    @Test
    void severalAnswersAreReservedForTogether() throws Exception {
        // 6 tokens in and 3 answers of 100 tokens are 3,015,000 nano-dollars
        budget("0.003014", "");
        assertThatThrownBy(() -> adapter.execute(askForSeveral(3, 100))).isInstanceOf(LLMBudgetExceededException.class);
        assertThat(provider.calls).hasValue(0);

        store = new MemoryStore();
        budget("0.003015", "");
        provider.usage(Usage.of(6, 240)).before(request -> {
            try {
                assertThat(alice().reservedNanos()).isEqualTo(3_015_000);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        adapter.execute(askForSeveral(3, 100));
        assertThat(alice()).isEqualTo(new Balance(240 * 10_000 + 6 * 2500, 0));
    }

    @Test
    void aBudgetThatFitsLowersTheLongestOfSeveralAnswers() {
        // 0.001 dollars: 6 tokens in, and 98 out, 32 of each answer
        budget("0.001", ", \"on_exhausted\": \"fit\"");
        adapter.execute(askForSeveral(3, 150));
        assertThat(provider.lastRequest.config().maxTokensIfSet()).contains(32);
    }

    @Test
    void aStreamOfSeveralAnswersThatIsLeftIsBookedForAllOfThem() throws Exception {
        budget("1", "");
        try (LLMStream stream = adapter.stream(askForSeveral(3, 0))) {
            Iterator<StreamEvent> events = stream.iterator();
            for (int i = 0; i < 50; i++) {
                events.next();
            }
        }
        assertThat(usage("outcome").get(0).outputTokens()).isEqualTo(3 * 500);
    }

    @Test
    void anUnknownPriceIsAllowedOrRefusedAsTheOperatorSays() throws Exception {
        budget("0.01", "");
        adapter.execute(ask("a-model-of-their-own", 0));
        assertThat(usage().get(0).unpriced()).isEqualTo(1);
        assertThat(alice()).isEqualTo(Balance.NONE);
        open(LedgerConfig.builder()
                .refuseUnpriced(true)
                .callers(Callers.parse("c", "{\"callers\": {\"alice\": {\"budgets\": [{\"usd\": 1}]}}}")));
        assertThatThrownBy(() -> adapter.execute(ask("a-model-of-their-own", 0)))
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessageContaining("the price of a-model-of-their-own is not known");
    }

    @Test
    void anExhaustedBudgetRefusesCallsWhosePriceIsNotKnownYet() throws Exception {
        budget("0.01", "");
        provider.cost("0.02");
        adapter.execute(ask("a-model-of-their-own", 0));
        assertThat(alice()).isEqualTo(new Balance(20_000_000, 0));
        assertThatThrownBy(() -> adapter.execute(ask("a-model-of-their-own", 0)))
                .isInstanceOf(LLMBudgetExceededException.class)
                .hasMessageContaining("the budget is used up");
        assertThat(provider.calls).hasValue(1);
    }

    @Test
    void aCallerMayUseWhatItsPatternsAllow() {
        callers("{\"models\": [\"gpt-4o*\", \"anthropic/*\"]}");
        adapter.execute(ask("gpt-4o-mini", 0));
        assertThatThrownBy(() -> adapter.execute(ask("o3", 0)))
                .isInstanceOfSatisfying(
                        CallRefusedException.class,
                        refused -> assertThat(refused.code().value()).isEqualTo("forbidden"))
                .hasMessage("alice may not use o3");
        assertThat(provider.calls).hasValue(1);
    }

    @Test
    void aCallerIsHeldToItsLimitsInAnyMinute() {
        MovableClock clock = new MovableClock(Instant.parse("2031-05-17T10:30:00Z"));
        open(LedgerConfig.builder()
                .clock(clock)
                .callers(
                        Callers.parse("c", "{\"callers\": {\"alice\": {\"limits\": {\"requests_per_minute\": 10}}}}")));
        int made = 0;
        // one try each second, for three minutes: never more than 10 in any minute
        for (int second = 0; second < 180; second++) {
            try {
                adapter.execute(ask("gpt-4o", 0));
                made++;
            } catch (CallRefusedException refused) {
                assertThat(refused.code().value()).isEqualTo("rate_limited");
                assertThat(refused.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(61));
            }
            clock.move(Duration.ofSeconds(1));
        }
        assertThat(made).isBetween(20, 30);
    }

    @Test
    void tokensAreLimitedByWhatWasUsedAndNotByWhatWasExpected() {
        provider.usage(Usage.of(10, 10));
        open(LedgerConfig.builder()
                .callers(Callers.parse("c", "{\"callers\": {\"alice\": {\"limits\": {\"tokens_per_minute\": 500}}}}")));
        int made = 0;
        while (made < 100) {
            try {
                adapter.execute(ask("gpt-4o", 0));
                made++;
            } catch (CallRefusedException refused) {
                break;
            }
        }
        // 20 tokens each; what is expected of a call comes down from 262 to 16
        assertThat(made).isBetween(20, 26);
    }

    @Test
    void callsAtOnceAreLimited() throws Exception {
        callers("{\"limits\": {\"concurrency\": 1}}");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        provider.before(request -> {
            asked.countDown();
            try {
                answer.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread first = new Thread(() -> adapter.execute(ask("gpt-4o", 0)));
        first.start();
        assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 0)))
                .isInstanceOf(CallRefusedException.class)
                .hasMessageContaining("1 concurrent calls");
        answer.countDown();
        first.join(30_000);
        adapter.execute(ask("gpt-4o", 0));
    }

    /** A dollar, 50 callers that set no max_tokens, answers of 200 tokens: $0.001612 each with gpt-4.1, $2 in and $8 out. */
    @Test
    void nothingIsRefusedBeforeNearlyAllIsSpentAndNothingIsSpentBeyondIt() throws Exception {
        store = SqliteStore.open(folder.resolve("ledger.db"));
        budget("1", "");
        provider.usage(Usage.of(6, 200));
        AtomicLong firstRefusal = new AtomicLong(Long.MAX_VALUE);
        AtomicInteger answered = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(50);
        for (int i = 0; i < 50; i++) {
            threads.execute(() -> {
                for (int n = 0; n < 20; n++) {
                    try {
                        adapter.execute(ask("gpt-4.1", 0));
                        answered.incrementAndGet();
                    } catch (LLMBudgetExceededException e) {
                        firstRefusal.accumulateAndGet(answered.get() * 1_612_000L, Math::min);
                    }
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(100, TimeUnit.SECONDS)).isTrue();
        assertThat(firstRefusal.get()).isGreaterThanOrEqualTo(900_000_000L);
        assertThat(alice()).isEqualTo(new Balance(answered.get() * 1_612_000L, 0));
        assertThat(alice().spentNanos()).isLessThanOrEqualTo(1_000_000_000L);
        assertThat(usage().get(0).costNanos()).isEqualTo(alice().spentNanos());
    }

    @Test
    void aCallIsNotRefusedForWhatCallsBeforeItHadReservedTooMuch() throws Exception {
        // each reserves 256 tokens, $0.002575, and uses 10, $0.000115; two reservations do not fit
        open(LedgerConfig.builder()
                .callers(Callers.parse("c", "{\"budgets\": {\"tag:team=triage\": [{\"usd\": 0.005}]}}")));
        provider.usage(Usage.of(6, 10));
        for (int i = 0; i < 10; i++) {
            adapter.execute(LLMRequest.builder()
                    .prompt("Hello")
                    .config(RunConfig.builder().modelName("gpt-4o").build())
                    .context(CallContext.builder()
                            .caller("caller" + i)
                            .tags(Map.of("team", "triage"))
                            .build())
                    .build());
        }
        assertThat(usage().get(0).attempts()).isEqualTo(10);
        assertThat(usage().get(0).costNanos()).isEqualTo(10 * 115_000);
    }

    @Test
    void callsGoOnWhileTheStoreIsLostAndAreBookedWhenItIsBack() throws Exception {
        MemoryStore memory = new MemoryStore();
        BrokenStore broken = new BrokenStore(memory);
        store = broken;
        budget("1", "");
        broken.breakDown();
        adapter.execute(ask("gpt-4o", 0));
        assertThat(ledger.isStoreLost()).isTrue();
        broken.repair();
        assertThat(alice()).isEqualTo(new Balance(4_500_000, 0));
        assertThat(ledger.lostRows()).isZero();
    }

    @Test
    void callsGoOnWhileTheDiskIsFullAndAreBookedWhenThereIsRoom() throws Exception {
        FillableDisk disk = new FillableDisk();
        SqliteStore file = disk.open(folder.resolve("ledger.db"));
        store = file;
        budget("1", "");
        adapter.execute(ask("gpt-4o", 0));
        assertThat(alice()).isEqualTo(new Balance(4_500_000, 0));

        disk.fill(file);
        for (int i = 0; i < 200; i++) {
            assertThat(adapter.execute(ask("gpt-4o", 0)).content()).isEqualTo("answer");
        }
        assertThat(ledger.flush(Duration.ofMillis(500))).isFalse();
        assertThat(ledger.isStoreLost()).as("it is told").isTrue();

        disk.makeRoom();
        assertThat(alice()).isEqualTo(new Balance(201 * 4_500_000L, 0));
        assertThat(usage().get(0).attempts()).isEqualTo(201);
        assertThat(ledger.lostRows()).isZero();
        assertThat(ledger.isStoreLost()).isFalse();
    }

    @Test
    void callsGoOnWhenTheClockIsPutBackOrForwardByAnHour() throws Exception {
        MovableClock clock = new MovableClock(Instant.parse("2031-05-17T10:30:00Z"));
        open(LedgerConfig.builder()
                .clock(clock)
                .callers(Callers.parse(
                        "c",
                        "{\"callers\": {\"alice\": {\"budgets\": [{\"usd\": 0.006, \"per\": \"hour\"}],"
                                + " \"limits\": {\"requests_per_minute\": 1, \"concurrency\": 1}}}}")));
        adapter.execute(ask("gpt-4o", 100));
        assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 100))).isInstanceOf(CallRefusedException.class);
        for (Duration jump : List.of(Duration.ofHours(-1), Duration.ofHours(2))) {
            clock.move(jump);
            adapter.execute(ask("gpt-4o", 100));
            assertThatThrownBy(() -> adapter.execute(ask("gpt-4o", 100)))
                    .as("the limit of the new time holds")
                    .isInstanceOf(CallRefusedException.class);
        }
        assertThat(ledger.flush(Duration.ofSeconds(30))).isTrue();
        List<UsageSummary> all = store.summarize(
                UsageQuery.between(Instant.parse("2031-05-17T09:00:00Z"), Instant.parse("2031-05-17T12:00:00Z")));
        assertThat(all.get(0).attempts()).isEqualTo(3);
        assertThat(all.get(0).costNanos()).isEqualTo(3 * 4_500_000);
        assertThat(ledger.lostRows()).isZero();
    }

    @Test
    void aCostThatCannotBeIsNoCost() {
        provider.cost("1e40");
        assertThat(adapter.execute(ask("gpt-4o", 0)).metadata().toMap())
                .containsEntry("cost_usd", new BigDecimal("0.0045"))
                .containsEntry("cost_source", "bundled");
    }
}
