package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HeapTrimmerTest {
    private static final long MEGABYTE = 1 << 20;

    private long now = -1;
    private long old = 30 * MEGABYTE;
    private long inUse = 30 * MEGABYTE;
    private Duration length = Duration.ofMillis(40);
    private int collections;

    private final HeapTrimmer trimmer = new HeapTrimmer(() -> old, this::collect, () -> now);

    private void collect() {
        collections++;
        old = inUse;
        now += length.toNanos();
    }

    private void lookAfter(Duration time) {
        now += time.toNanos();
        trimmer.look();
    }

    private void lookEachSecond(int seconds, long bytesASecond) {
        for (int i = 0; i < seconds; i++) {
            old += bytesASecond;
            lookAfter(Duration.ofSeconds(1));
        }
    }

    @Test
    void garbageThatGrowsOldSlowlyIsCollectedAtEachStep() {
        lookEachSecond(80, MEGABYTE);

        assertThat(collections).isEqualTo(10);
        assertThat(old).isLessThan(inUse + HeapTrimmer.STEP);
    }

    @Test
    void whereNothingGrowsOldNothingIsDone() {
        lookEachSecond(10_000, 0);

        assertThat(collections).isZero();
    }

    @Test
    void whatIsInUseIsNoReasonToCollectAgain() {
        inUse = 100 * MEGABYTE;
        lookEachSecond(20, 10 * MEGABYTE);
        int first = collections;

        old = inUse;
        lookEachSecond(100, 0);

        assertThat(first).isPositive();
        assertThat(collections).isEqualTo(first);
    }

    @Test
    void atMostAHundredthOfTheTimeIsSpentOnIt() {
        length = Duration.ofMillis(300);

        lookEachSecond(300, HeapTrimmer.STEP);

        assertThat(collections).isBetween(8, 10);
    }

    @Test
    void aRushOfCallsIsLeftInPeace() {
        lookEachSecond(3, HeapTrimmer.RUSH);
        lookEachSecond(4, 0);
        assertThat(collections).isZero();

        lookEachSecond(1, 0);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void aRushThatDoesNotEndIsNotLeftInPeaceForEver() {
        lookEachSecond(10, HeapTrimmer.RUSH);
        assertThat(collections).isZero();

        lookEachSecond(1, HeapTrimmer.RUSH);
        assertThat(collections).isEqualTo(1);
    }

    @Test
    void theNextRushIsLeftInPeaceAgain() {
        lookEachSecond(11, HeapTrimmer.RUSH);
        assertThat(collections).isEqualTo(1);
        lookEachSecond(10, 0);

        lookEachSecond(1, HeapTrimmer.RUSH);
        lookEachSecond(4, 0);
        assertThat(collections).isEqualTo(1);

        lookEachSecond(1, 0);
        assertThat(collections).isEqualTo(2);
    }

    @Test
    void aRushThatTheJvmCleansUpAfterIsOver() {
        lookEachSecond(1, HeapTrimmer.RUSH);
        old = inUse;
        lookEachSecond(20, 0);

        lookEachSecond(1, HeapTrimmer.RUSH);
        lookEachSecond(4, 0);
        assertThat(collections).isZero();
    }

    @Test
    void whatTheJvmHasCollectedByItselfIsWhereTheNextStepBegins() {
        old = 10 * MEGABYTE;
        inUse = 10 * MEGABYTE;
        lookAfter(Duration.ofSeconds(1));

        lookEachSecond(8, MEGABYTE);

        assertThat(collections).isEqualTo(1);
    }
}
