package dev.llmconnect.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.ledger.callers.CallerLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LimitUsageTest {
    private static final CallerLimits LIMITS = CallerLimits.of(20, 300, 0);

    @Test
    void noMinuteWhereverItBeginsHoldsMoreThanTheLimit() {
        Random random = new Random(7);
        LimitUsage usage = new LimitUsage("caller:a");
        List<long[]> made = new ArrayList<>();
        long second = 1_000_000;
        for (int i = 0; i < 20_000; i++) {
            second += random.nextInt(5) == 0 ? random.nextInt(40) : 0;
            LimitClaim claim = new LimitClaim("caller:a", LIMITS, 1 + random.nextInt(30));
            if (usage.reached(LIMITS, second, claim.tokens()) == null) {
                usage.begin(claim, "node", second);
                made.add(new long[] {second, claim.tokens()});
            }
        }
        assertThat(made).hasSizeGreaterThan(1000);
        for (int i = 0; i < made.size(); i++) {
            long calls = 0;
            long tokens = 0;
            for (int j = i; j < made.size() && made.get(j)[0] <= made.get(i)[0] + 60; j++) {
                calls++;
                tokens += made.get(j)[1];
            }
            assertThat(calls).isLessThanOrEqualTo(20);
            assertThat(tokens).isLessThanOrEqualTo(300);
        }
    }

    @Test
    void aCallFitsWhenTheAnswerSaysSoAndNoSecondSooner() {
        LimitUsage usage = new LimitUsage("caller:a");
        LimitClaim claim = new LimitClaim("caller:a", LIMITS, 100);
        usage.begin(claim, "node", 100);
        usage.begin(claim, "node", 110);
        usage.begin(claim, "node", 110);
        assertThat(usage.reached(LIMITS, 130, 50)).isEqualTo(LimitUsage.Limit.TOKENS);
        long wait = usage.secondsUntilTokensFit(130, 50, 300);
        assertThat(wait).isEqualTo(31);
        assertThat(usage.reached(LIMITS, 130 + wait - 1, 50)).isEqualTo(LimitUsage.Limit.TOKENS);
        assertThat(usage.reached(LIMITS, 130 + wait, 50)).isNull();
        assertThat(usage.secondsUntilNoTokens(130)).isEqualTo(41);
    }

    /** Many calls at once read the clock in one order and are counted in another. */
    @Test
    void aCallOfTheSecondBeforeForgetsNoneOfThisSecond() {
        LimitUsage usage = new LimitUsage("caller:a");
        for (int i = 0; i < 20; i++) {
            long second = 100L + i % 2;
            LimitClaim claim = new LimitClaim("caller:a", LIMITS, 1);
            assertThat(usage.reached(LIMITS, second, 1)).isNull();
            usage.begin(claim, "node", second);
        }
        assertThat(usage.reached(LIMITS, 100, 1)).isEqualTo(LimitUsage.Limit.REQUESTS);
        assertThat(usage.requests(101)).isEqualTo(20);
    }

    @Test
    void whatAClockThatWasPutBackHasInTheFutureCountsForNothing() {
        LimitUsage usage = new LimitUsage("caller:a");
        for (int i = 0; i < 20; i++) {
            usage.begin(new LimitClaim("caller:a", LIMITS, 1), "node", 10_000);
        }
        assertThat(usage.reached(LIMITS, 10_000, 1)).isEqualTo(LimitUsage.Limit.REQUESTS);
        assertThat(usage.reached(LIMITS, 6400, 1)).isNull();
        assertThat(usage.reached(LIMITS, 13_600, 1)).isNull();
    }

    @Test
    void itsTextIsReadBack() {
        LimitUsage usage = new LimitUsage("model:openai/gpt-4o");
        assertThat(usage.used()).isEmpty();
        assertThat(usage.running()).isEmpty();
        usage.begin(new LimitClaim(usage.name(), LIMITS, 7), "node-2", 50);
        usage.begin(new LimitClaim(usage.name(), LIMITS, 8), "node-1", 51);
        usage.end(new LimitEnd(usage.name(), "node-2", 50, -10));
        assertThat(usage.used()).isEqualTo("50:1:-3 51:1:8");
        assertThat(usage.running()).isEqualTo("node-1:1");
        LimitUsage again = LimitUsage.parse(usage.name(), usage.used(), usage.running());
        assertThat(again).hasToString(usage.toString());
        assertThat(again.tokens(60)).isEqualTo(5);
    }
}
