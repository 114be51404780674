package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import dev.llmconnect.ledger.NanoDollars;
import dev.llmconnect.ledger.callers.CallerLimits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does. */
abstract class LedgerStoreContract {
    static final Instant NOW = Instant.parse("2031-05-17T10:30:00Z");
    static final Instant LATER = NOW.plus(Duration.ofMinutes(6));
    static final Instant HOUR = Instant.parse("2031-05-17T10:00:00Z");

    LedgerStore store;

    abstract LedgerStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    static BudgetWindow hour(String budget, long limit) {
        return new BudgetWindow(budget, HOUR, HOUR.plus(Duration.ofHours(1)), limit);
    }

    static BudgetWindow total(String budget, long limit) {
        return new BudgetWindow(budget, Instant.EPOCH, Instant.MAX, limit);
    }

    static UsageRow row(Instant time, String caller, String model, long nanos) {
        return UsageRow.builder(time, UUID.randomUUID().toString())
                .caller(caller)
                .provider("openai")
                .model(model, model)
                .tags(Map.of("team", caller + "'s \"team\""))
                .usage(
                        Usage.builder()
                                .uncachedInputTokens(10)
                                .cacheReadTokens(5)
                                .textTokens(3)
                                .build(),
                        false)
                .cost(Cost.of(NanoDollars.toUsd(nanos), Cost.Source.BUNDLED))
                .duration(Duration.ofMillis(1500), Duration.ofMillis(200))
                .build();
    }

    private Balance balance(BudgetWindow window) {
        return store.balances(List.of(window)).get(0);
    }

    private void settle(String reservation, List<BudgetWindow> windows, long nanos) {
        store.write(LedgerBatch.of(List.of(), List.of(new Settlement(reservation, windows, nanos))));
    }

    @Test
    void whatIsReservedIsGoneUntilItIsSettled() {
        List<BudgetWindow> windows = List.of(hour("caller:a", 100), total("server", 1000));
        assertThat(store.reserve("r1", windows, 60, LATER).isGranted()).isTrue();
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(0, 60));
        assertThat(store.reserve("r2", windows, 41, LATER).isGranted()).isFalse();
        settle("r1", windows, 25);
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(25, 0));
        assertThat(balance(windows.get(1))).isEqualTo(new Balance(25, 0));
        assertThat(store.reserve("r3", windows, 75, LATER).isGranted()).isTrue();
        assertThat(store.reserve("r4", windows, 1, LATER).isGranted()).isFalse();
    }

    @Test
    void callersThatShareTheStoreAreChangedByOneAfterTheOther() throws Exception {
        assertThat(store.callerSource().read()).isEmpty();
        String before = store.callerSource().version();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> changes = IntStream.range(0, 24)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        store.callerSource().update(text -> text + "x");
                        return true;
                    })
                    .toList();
            for (Future<Boolean> done : threads.invokeAll(changes)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(store.callerSource().read()).isEqualTo("x".repeat(24));
        String after = store.callerSource().version();
        assertThat(after).isNotEqualTo(before);
        store.callerSource().update(text -> text.replace('x', 'y'));
        assertThat(store.callerSource().version()).isNotEqualTo(after);
    }

    @Test
    void processesAreCountedWhileTheySayThatTheyAreAlive() {
        int shared = store instanceof MemoryStore ? 1 : 2;
        assertThat(store.heartbeat("one", NOW)).isEqualTo(1);
        assertThat(store.heartbeat("two", NOW.plusSeconds(20))).isEqualTo(shared);
        assertThat(store.heartbeat("one", NOW.plusSeconds(25))).isEqualTo(shared);
        assertThat(store.heartbeat("one", NOW.plusSeconds(51))).isEqualTo(1);
    }

    @Test
    void usageIsPricedAgainWithItsDaysButNotWhatAProviderReported() {
        UsageRow listed = row(NOW, "a", "gpt-4o", 100);
        UsageRow before = row(NOW.minus(Duration.ofDays(3)), "a", "gpt-4o", 100);
        UsageRow reported = UsageRow.builder(NOW, "reported")
                .caller("a")
                .provider("openai")
                .model("gpt-4o", "gpt-4o")
                .usage(Usage.of(10, 10), false)
                .cost(Cost.of(NanoDollars.toUsd(7), Cost.Source.PROVIDER))
                .build();
        store.write(LedgerBatch.of(List.of(listed, before, reported), List.of()));

        long changed =
                store.reprice(NOW.minus(Duration.ofDays(1)), NOW.plusMillis(1), (provider, answered, asked, usage) -> {
                    assertThat(List.of(provider, answered, asked)).containsExactly("openai", "gpt-4o", "gpt-4o");
                    assertThat(usage).isEqualTo(listed.usage());
                    return Cost.of(NanoDollars.toUsd(40), Cost.Source.OPERATOR);
                });

        assertThat(changed).isEqualTo(1);
        assertThat(cost(NOW.minus(Duration.ofHours(1)), NOW.plusMillis(1)))
                .as("from rows")
                .isEqualTo(47);
        assertThat(cost(NOW.minus(Duration.ofDays(5)), NOW.plus(Duration.ofDays(1))))
                .as("from days")
                .isEqualTo(147);
        assertThat(store.reprice(NOW.minus(Duration.ofDays(1)), NOW.plusMillis(1), (p, a, m, usage) -> Cost.UNKNOWN))
                .isEqualTo(1);
        assertThat(store.summarize(UsageQuery.between(NOW.minus(Duration.ofDays(5)), NOW.plusMillis(1)))
                        .get(0)
                        .unpriced())
                .isEqualTo(1);
    }

    private long cost(Instant since, Instant until) {
        return store.summarize(UsageQuery.between(since, until)).get(0).costNanos();
    }

    @Test
    void aReservationIsOfEveryBudgetOrOfNone() {
        BudgetWindow wide = total("wide", 1000);
        BudgetWindow narrow = hour("narrow", 10);
        ReserveResult result = store.reserve("r1", List.of(wide, narrow), 11, LATER);
        assertThat(result.isGranted()).isFalse();
        assertThat(result.refusedBy()).contains(narrow);
        assertThat(result.remainingNanos()).isEqualTo(10);
        assertThat(store.balances(List.of(wide, narrow))).containsExactly(Balance.NONE, Balance.NONE);
        assertThat(store.reserve("r2", List.of(wide, narrow), 10, LATER).isGranted())
                .isTrue();
        ReserveResult more = store.extend("r2", List.of(wide, narrow), 1, LATER);
        assertThat(more.refusedBy()).contains(narrow);
        assertThat(store.balances(List.of(wide, narrow))).containsExactly(new Balance(0, 10), new Balance(0, 10));
    }

    @Test
    void aReservationGrowsAndIsSettledAsOne() {
        List<BudgetWindow> windows = List.of(hour("caller:a", 100));
        store.reserve("r1", windows, 10, LATER);
        assertThat(store.extend("r1", windows, 30, LATER).isGranted()).isTrue();
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(0, 40));
        settle("r1", windows, 120);
        assertThat(balance(windows.get(0)))
                .as("what was spent is booked, also beyond the limit")
                .isEqualTo(new Balance(120, 0));
        assertThat(store.reserve("r2", windows, 0, LATER).isGranted()).isTrue();
        assertThat(store.reserve("r3", windows, 1, LATER).remainingNanos()).isZero();
    }

    @Test
    void aNewPeriodBeginsWithNothingSpent() {
        BudgetWindow now = hour("caller:a", 100);
        BudgetWindow next = new BudgetWindow("caller:a", now.end(), now.end().plus(Duration.ofHours(1)), 100);
        settle("none", List.of(now), 100);
        assertThat(store.reserve("r1", List.of(now), 1, LATER).isGranted()).isFalse();
        assertThat(store.reserve("r2", List.of(next), 100, LATER).isGranted()).isTrue();
    }

    @Test
    void theSameBatchCountsOnce() {
        List<BudgetWindow> windows = List.of(total("server", 1000));
        store.reserve("r1", windows, 50, LATER);
        LedgerBatch batch = LedgerBatch.of(List.of(row(NOW, "a", "m", 30)), List.of(new Settlement("r1", windows, 30)));
        store.write(batch);
        store.write(batch);
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(30, 0));
        assertThat(sums(NOW.minusSeconds(1), NOW.plusSeconds(1)).get(0).attempts())
                .isEqualTo(1);
    }

    @Test
    void aDeadReservationIsSweptOnceAndTold() {
        List<BudgetWindow> windows = List.of(hour("caller:a", 100), total("server", 1000));
        store.reserve("dead", windows, 40, NOW.minusSeconds(1));
        store.reserve("alive", windows, 20, LATER);
        assertThat(store.sweep(NOW)).isEqualTo(1);
        assertThat(store.sweep(NOW)).isZero();
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(40, 20));
        UsageSummary told = store.summarize(UsageQuery.between(NOW.minusSeconds(1), NOW.plusSeconds(1))
                        .groupedBy(UsageQuery.Dimension.parse("outcome")))
                .get(0);
        assertThat(told.key()).containsExactly(UsageRow.UNSETTLED);
        assertThat(told.costNanos()).isEqualTo(40);
        assertThat(told.estimated()).isEqualTo(1);
        assertThat(store.extend("dead", windows, 5, LATER).isGranted()).isTrue();
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(40, 20));
    }

    @Test
    void aSettlementThatComesAfterTheSweepReplacesWhatTheSweepBooked() {
        List<BudgetWindow> windows = List.of(hour("caller:a", 100));
        store.reserve("late", windows, 40, NOW.minusSeconds(1));
        store.sweep(NOW);
        store.write(LedgerBatch.of(List.of(row(NOW, "a", "m", 7)), List.of(new Settlement("late", windows, 7))));
        assertThat(balance(windows.get(0))).isEqualTo(new Balance(7, 0));
        for (Instant since : List.of(NOW.minusSeconds(60), NOW.minus(Duration.ofDays(30)))) {
            UsageSummary sum = sums(since, NOW.plus(Duration.ofDays(1))).get(0);
            assertThat(sum.costNanos()).isEqualTo(7);
            assertThat(sum.attempts()).isEqualTo(1);
        }
    }

    private List<UsageSummary> sums(Instant since, Instant until, String... by) {
        return store.summarize(UsageQuery.between(since, until)
                .groupedBy(Arrays.stream(by).map(UsageQuery.Dimension::parse).toList()));
    }

    @Test
    void usageIsSummedByWhatIsAskedLargestCostFirst() {
        UsageRow unpriced = UsageRow.builder(NOW, "x")
                .caller("b")
                .provider("openai")
                .model("m2", "")
                .outcome("rate_limit")
                .usage(Usage.of(1, 0), true)
                .build();
        store.write(LedgerBatch.of(
                List.of(row(NOW, "a", "m1", 100), row(NOW, "a", "m2", 300), row(NOW, "b", "m1", 250), unpriced),
                List.of()));
        assertThat(sums(NOW, NOW.plusSeconds(1), "caller"))
                .extracting(UsageSummary::toString)
                .containsExactly(
                        "[a] attempts=2 unpriced=0 estimated=0 input_tokens=30 cached_tokens=10 output_tokens=6 cost_nanos=400",
                        "[b] attempts=2 unpriced=1 estimated=1 input_tokens=16 cached_tokens=5 output_tokens=3 cost_nanos=250");
        assertThat(sums(NOW, NOW.plusSeconds(1), "model", "caller").stream().map(UsageSummary::key))
                .containsExactly(List.of("m2", "a"), List.of("m1", "b"), List.of("m1", "a"), List.of("m2", "b"));
        assertThat(sums(NOW, NOW.plusSeconds(1), "tag:team").stream()
                        .map(sum -> sum.key().get(0)))
                .containsExactly("a's \"team\"", "b's \"team\"", "");
        assertThat(sums(NOW, NOW.plusSeconds(1), "outcome", "day").get(0).key()).containsExactly("ok", "2031-05-17");
        assertThat(sums(NOW.plusSeconds(1), NOW.plusSeconds(2))).isEmpty();
    }

    @Test
    void aLongTimeIsSummedOfWholeDaysAndTheRowsAroundThem() {
        List<UsageRow> rows = new ArrayList<>();
        for (int day = 0; day < 10; day++) {
            rows.add(row(NOW.plus(Duration.ofDays(day)), "a", "m", 1));
            rows.add(row(NOW.plus(Duration.ofDays(day)).plusSeconds(7200), "a", "m", 10));
        }
        store.write(LedgerBatch.of(rows, List.of()));
        Instant since = NOW.plusSeconds(3600);
        Instant until = NOW.plus(Duration.ofDays(8)).plusSeconds(3600);
        // the first day's second row, seven whole days, the last day's first row
        assertThat(sums(since, until).get(0).costNanos()).isEqualTo(10 + 7 * 11 + 1);
        assertThat(sums(since, until, "day")).hasSize(9);
        if (!(store instanceof MemoryStore)) {
            assertThat(store.deleteRowsBefore(until)).isEqualTo(17);
        }
        // the rows are gone, the days' sums are not
        assertThat(sums(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(20)))
                        .get(0)
                        .costNanos())
                .isEqualTo(110);
    }

    @Test
    void whatAProviderClaimsOverflowsNoSum() {
        Usage huge = Usage.builder()
                .uncachedInputTokens(Long.MAX_VALUE)
                .cacheReadTokens(Long.MAX_VALUE)
                .textTokens(Long.MAX_VALUE)
                .reasoningTokens(Long.MAX_VALUE)
                .build();
        for (int i = 0; i < 3; i++) {
            store.write(LedgerBatch.of(
                    List.of(UsageRow.builder(NOW, "huge-" + i)
                            .provider("p")
                            .model("m", "m")
                            .usage(huge, false)
                            .cost(Cost.of(new BigDecimal("999999999"), Cost.Source.PROVIDER))
                            .build()),
                    List.of()));
        }
        for (Duration since : List.of(Duration.ofHours(1), Duration.ofDays(40))) {
            UsageSummary sum = sums(NOW.minus(since), NOW.plusSeconds(86_400)).get(0);
            assertThat(sum.attempts()).isEqualTo(3);
            assertThat(sum.inputTokens()).isEqualTo(6 * UsageRow.MAX_TOKENS);
            assertThat(sum.outputTokens()).isEqualTo(6 * UsageRow.MAX_TOKENS);
            assertThat(NanoDollars.toUsd(sum.costNanos()))
                    .isEqualByComparingTo(UsageRow.MAX_COST.multiply(BigDecimal.valueOf(3)));
        }
    }

    @Test
    void namesMayHoldAnyCharacter() {
        String name = "a\u0000b'\"\\\n\ud83d\ude00\ud800";
        store.write(LedgerBatch.of(List.of(row(NOW, name, name, 5)), List.of()));
        assertThat(sums(NOW, NOW.plusSeconds(1), "caller", "tag:team").get(0).costNanos())
                .isEqualTo(5);
    }

    @Test
    void callersAtOnceAreGrantedExactlyWhatFits() throws Exception {
        List<BudgetWindow> windows = List.of(hour("caller:shared", 1000), total("server", 100_000));
        long granted = together(64, i -> {
            int fits = 0;
            for (int n = 0; n < 4; n++) {
                String id = "r" + i + "-" + n;
                if (store.reserve(id, windows, 7, LATER).isGranted()) {
                    fits++;
                }
            }
            return fits;
        });
        assertThat(granted).isEqualTo(1000 / 7);
        assertThat(store.balances(windows)).containsExactly(new Balance(0, 142 * 7), new Balance(0, 142 * 7));
    }

    @Test
    void theSumOfWhatIsSettledIsTheSumOfTheRows() throws Exception {
        List<BudgetWindow> windows = List.of(hour("caller:shared", 100_000), total("server", 100_000));
        together(16, i -> {
            for (int n = 0; n < 10; n++) {
                String id = "r" + i + "-" + n;
                if (store.reserve(id, windows, 100, LATER).isGranted()) {
                    store.extend(id, windows, 10, LATER);
                    long cost = 50 + i * 7L + n;
                    store.write(LedgerBatch.of(
                            List.of(row(NOW, "c" + i % 3, "m", cost)), List.of(new Settlement(id, windows, cost))));
                }
            }
            return 0;
        });
        long sum = sums(NOW, NOW.plusSeconds(1)).get(0).costNanos();
        assertThat(sum).isPositive();
        assertThat(store.balances(windows)).containsExactly(new Balance(sum, 0), new Balance(sum, 0));
        assertThat(sums(NOW.minus(Duration.ofDays(9)), NOW.plus(Duration.ofDays(9)))
                        .get(0)
                        .costNanos())
                .isEqualTo(sum);
    }

    static LimitClaim claim(String name, CallerLimits limits, long tokens) {
        return new LimitClaim(name, limits, tokens);
    }

    private static LimitClaim requests(String name, long perMinute) {
        return claim(name, CallerLimits.of(perMinute, 0, 0), 1);
    }

    @Test
    void callersAtOnceAreLetThroughExactlyAsOftenAsTheLimitAllows() throws Exception {
        List<LimitClaim> claims = List.of(requests("caller:shared", 50), requests("profile:wide", 100_000));
        long granted = together(64, i -> {
            int fits = 0;
            for (int n = 0; n < 4; n++) {
                fits += store.admit("node", claims, NOW).isGranted() ? 1 : 0;
            }
            return fits;
        });
        assertThat(granted).isEqualTo(50);
        AdmitResult last = store.admit("node", claims, NOW);
        assertThat(last.refusedBy()).contains(claims.get(0));
        assertThat(last.usage()).extracting(LimitUsage::name).containsExactly("caller:shared", "profile:wide");
        assertThat(last.usage().get(0).requests(last.second())).isEqualTo(50);
        assertThat(last.usage().get(1).requests(last.second()))
                .as("a call that one limit refuses counts to none")
                .isEqualTo(50);
    }

    @Test
    void aCallThatEndsGivesBackItsPlaceAndTheTokensThatItDidNotUse() {
        CallerLimits limits = CallerLimits.of(0, 1000, 1);
        AdmitResult first = store.admit("node", List.of(claim("caller:a", limits, 900)), NOW);
        assertThat(first.isGranted()).isTrue();
        assertThat(first.usage().get(0).runningCalls()).isEqualTo(1);
        AdmitResult second = store.admit("node", List.of(claim("caller:a", limits, 10)), NOW);
        assertThat(second.usage().get(0).reached(limits, second.second(), 10)).isEqualTo(LimitUsage.Limit.CONCURRENCY);

        end(new LimitEnd("caller:a", "node", first.second(), -800));
        AdmitResult third = store.admit("node", List.of(claim("caller:a", limits, 900)), NOW);
        assertThat(third.isGranted()).as("100 + 900").isTrue();
        end(new LimitEnd("caller:a", "node", third.second(), 0));
        AdmitResult fourth = store.admit("node", List.of(claim("caller:a", limits, 1)), NOW);
        assertThat(fourth.usage().get(0).reached(limits, fourth.second(), 1)).isEqualTo(LimitUsage.Limit.TOKENS);
    }

    private void end(LimitEnd end) {
        if (!store.end(List.of(end))) {
            LedgerBatch batch = LedgerBatch.of(List.of(), List.of(), List.of(end));
            store.write(batch);
            store.write(batch);
        }
    }

    @Test
    void aCallThatIsLargerThanTheWholeLimitMayBeMadeAlone() {
        List<LimitClaim> large = List.of(claim("caller:a", CallerLimits.of(0, 100, 0), 5000));
        assertThat(store.admit("node", large, NOW).isGranted()).isTrue();
        assertThat(store.admit("node", large, NOW).isGranted()).isFalse();
    }

    interface Caller {
        int call(int number) throws Exception;
    }

    /** The sum of what so many callers at once give. */
    static long together(int callers, Caller caller) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, callers)
                    .<Callable<Integer>>mapToObj(i -> () -> caller.call(i))
                    .toList();
            long sum = 0;
            for (Future<Integer> result : threads.invokeAll(calls)) {
                sum += result.get();
            }
            return sum;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void amountsAreExactToTheNanoDollar() {
        assertThat(NanoDollars.of(new BigDecimal("0.0000000014"))).isEqualTo(1);
        assertThat(NanoDollars.of(new BigDecimal("0.0000000015"))).isEqualTo(2);
        assertThat(NanoDollars.toUsd(1_500_000_000)).isEqualTo(new BigDecimal("1.5"));
        assertThat(NanoDollars.toUsd(20_000_000_000L)).isEqualTo(new BigDecimal("20"));
        BudgetWindow window = total("large", Long.MAX_VALUE);
        settle("none", List.of(window), 9_000_000_000_000_000_001L);
        assertThat(balance(window).spentNanos()).isEqualTo(9_000_000_000_000_000_001L);
    }
}
