package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {
    private static final long MEGABYTE = 1 << 20;

    @Test
    void aShareThatDoesNotFitIsNotTaken() {
        MemoryBudget budget = new MemoryBudget(100);
        assertThat(budget.take(60)).isTrue();
        assertThat(budget.take(41)).isFalse();
        assertThat(budget.take(40)).isTrue();
        budget.give(100);
        assertThat(budget.take(100)).isTrue();
    }

    @Test
    void oneWhoWaitsGetsWhatComesBack() throws Exception {
        MemoryBudget budget = new MemoryBudget(100);
        assertThat(budget.take(100)).isTrue();
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> budget.take(50, Duration.ofSeconds(20)));
        budget.give(50);
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(budget.take(1, Duration.ofMillis(1))).isFalse();
        assertThat(budget.take(101, Duration.ofDays(1)))
                .as("what can never fit is not waited for")
                .isFalse();
    }

    @Test
    void anOverdrawnBudgetGivesNothingUntilItIsPaidBack() {
        MemoryBudget budget = new MemoryBudget(100);
        budget.charge(150);
        assertThat(budget.isOverdrawn()).isTrue();
        assertThat(budget.take(1)).isFalse();
        budget.give(100);
        assertThat(budget.isOverdrawn()).isFalse();
        assertThat(budget.take(50)).isTrue();
    }

    @Test
    void aLeaseGivesBackWhatItTookHoweverOftenItIsClosed() {
        MemoryBudget budget = new MemoryBudget(MEGABYTE);
        MemoryLease lease = new MemoryLease(budget);
        for (int i = 0; i < 100; i++) {
            lease.use(MEGABYTE / 100);
        }
        assertThat(budget.take(MEGABYTE / 10)).isFalse();
        lease.close();
        lease.close();
        lease.use(MEGABYTE);
        assertThat(budget.take(MEGABYTE)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }

    @Test
    void whatIsHandedOverStaysTakenUntilTheCallEnds() {
        MemoryBudget budget = new MemoryBudget(4 * MEGABYTE);
        MemoryLease call = new MemoryLease(budget);
        MemoryLease answer = new MemoryLease(budget);
        call.during(() -> {
            answer.use(3 * MEGABYTE);
            answer.handOver(MEGABYTE);
            answer.close();
            assertThat(budget.take(MEGABYTE + 1)).isFalse();
            // One megabyte is in use, and two are reserved for what comes.
            MemoryLease.current().orElseThrow().use(2 * MEGABYTE);
            assertThat(budget.take(MEGABYTE)).isTrue();
            assertThatThrownBy(() -> call.use(MEGABYTE)).isInstanceOf(OutOfBudgetException.class);
        });
        assertThat(MemoryLease.current()).isEmpty();
        call.close();
        assertThat(budget.take(3 * MEGABYTE)).isTrue();
        assertThat(budget.take(1)).isFalse();
    }

    @Test
    void whatIsFreedCanBeUsedAgainWithoutAskingTheBudget() {
        MemoryBudget budget = new MemoryBudget(2 * MEGABYTE);
        try (MemoryLease call = new MemoryLease(budget)) {
            for (int i = 0; i < 10; i++) {
                call.use(2 * MEGABYTE);
                call.free(2 * MEGABYTE);
            }
        }
        assertThat(budget.take(2 * MEGABYTE)).isTrue();
    }

    @Test
    void withoutACallOrWithAnotherBudgetItIsGivenBack() {
        MemoryBudget budget = new MemoryBudget(2 * MEGABYTE);
        for (MemoryLease call :
                new MemoryLease[] {new MemoryLease(new MemoryBudget(MEGABYTE)), new MemoryLease(budget)}) {
            MemoryLease answer = new MemoryLease(budget);
            call.close();
            call.during(() -> {
                answer.use(2 * MEGABYTE);
                answer.handOver(MEGABYTE);
            });
            assertThat(budget.take(2 * MEGABYTE)).isTrue();
            budget.give(2 * MEGABYTE);
        }
        MemoryLease alone = new MemoryLease(budget);
        alone.use(2 * MEGABYTE);
        alone.handOver(MEGABYTE);
        assertThat(budget.take(2 * MEGABYTE)).isTrue();
    }

    @Test
    void whatIsNotThereIsOverloadedAndSaysWhy() {
        MemoryBudget budget = new MemoryBudget(3 * MEGABYTE);
        assertThat(budget.take(2 * MEGABYTE)).isTrue();
        try (MemoryLease lease = new MemoryLease(budget)) {
            assertThatThrownBy(() -> lease.use(2 * MEGABYTE)).isInstanceOfSatisfying(LLMException.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.SERVER_OVERLOADED);
                assertThat(failure.isRetryable()).isFalse();
                assertThat(failure.retryAfter()).isPresent();
                assertThat(failure).hasMessageContaining("needs 2 MB").hasMessageContaining("of the 3 MB");
            });
        }
        assertThat(budget.take(MEGABYTE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|1|136",
                "[]|1|40",
                "[1,2,3]|4|184",
                "{\"a\":1}|2|256",
                "{\"a,:{[\\\"b\":\"\\\\\"}|2|256",
                "[[],{}]|4|288",
            })
    void aWeightCountsWhatIsNoText(String json, long values, long bytes) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        JsonWeight whole = JsonWeight.of(text, text.length);
        assertThat(whole.values()).isBetween(values - 1, values);
        assertThat(whole.bytes()).isBetween(bytes - 136, bytes);
        for (int cut = 0; cut <= text.length; cut++) {
            JsonWeight parts = new JsonWeight();
            parts.add(text, 0, cut);
            parts.add(text, cut, text.length);
            assertThat(parts.bytes()).as("cut at %d", cut).isEqualTo(whole.bytes());
        }
    }

    /** The weight is a worst case: what the trees really take, measured by making them. */
    @ParameterizedTest
    @CsvSource({"map", "member", "list", "number"})
    void aTreeTakesNoMoreThanItsWeight(String kind) {
        int count = 100_000;
        String item =
                switch (kind) {
                    case "map" -> "{}";
                    case "member" -> "{\"a\":1}";
                    case "list" -> "[[]]";
                    default -> "1000000";
                };
        byte[] json = ("[" + (item + ",").repeat(count) + item + "]").getBytes(StandardCharsets.UTF_8);
        long before = used();
        List<Object> tree = new ArrayList<>();
        for (int i = 0; i <= count; i++) {
            tree.add(
                    switch (kind) {
                        case "map" -> new LinkedHashMap<>();
                        case "member" -> new LinkedHashMap<>(Map.of(new String("a".toCharArray()), 1000L + i));
                        case "list" -> new ArrayList<>(List.of(new ArrayList<>()));
                        default -> Long.valueOf(1_000_000L + i);
                    });
        }
        long taken = used() - before;
        assertThat(tree).hasSize(count + 1);
        assertThat(JsonWeight.of(json, json.length).bytes()).isGreaterThan(taken * 9 / 10);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
