package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreatherTest {
    private final List<Long> pauses = new ArrayList<>();
    private final Breather breather = new Breather(pauses::add);

    @Test
    void smallWorkIsDoneAtOnce() {
        for (int i = 1; i < Breather.PART; i++) {
            breather.after(1);
        }
        assertThat(pauses).isEmpty();
    }

    @Test
    void largeWorkIsDoneInParts() {
        for (int i = 0; i < 4; i++) {
            breather.after(Breather.PART - 1);
            breather.after(1);
        }
        assertThat(pauses).hasSize(4).allMatch(nanos -> nanos > 0 && nanos < 1_000_000);
    }

    @Test
    void moreThanAPartAtOnceIsOnePause() {
        breather.after(Integer.MAX_VALUE);
        breather.after(Breather.PART - 1);
        assertThat(pauses).hasSize(1);
    }
}
