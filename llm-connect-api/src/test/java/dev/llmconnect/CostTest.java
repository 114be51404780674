package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class CostTest {
    @Test
    void equalAmountsAreEqualHoweverTheyAreWritten() {
        Cost cost = Cost.of(new BigDecimal("0.0120"), Cost.Source.BUNDLED);
        assertThat(cost).isEqualTo(Cost.of(new BigDecimal("0.012"), Cost.Source.BUNDLED));
        assertThat(cost).isNotEqualTo(Cost.of(new BigDecimal("0.012"), Cost.Source.OPERATOR));
        assertThat(cost).hasToString("Cost[$0.012, bundled]");
        assertThat(Cost.of(new BigDecimal("1E+2"), Cost.Source.PROVIDER).usd()).contains(new BigDecimal("100"));
    }

    @Test
    void anUnknownCostIsNoAmount() {
        assertThat(Cost.UNKNOWN.usd()).isEmpty();
        assertThat(Cost.UNKNOWN.source().value()).isEqualTo("unknown");
        assertThat(Cost.UNKNOWN).isNotEqualTo(Cost.of(BigDecimal.ZERO, Cost.Source.BUNDLED));
        assertThatThrownBy(() -> Cost.of(BigDecimal.ZERO, Cost.Source.UNKNOWN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAmountThatNobodyCanMeanIsUnknownAndTakesNoMemory() {
        for (String amount : new String[] {"1e1000000000", "-1e1000000000", "1e-1000000000", "0e1000000000", "1e9"}) {
            assertThat(Cost.of(new BigDecimal(amount), Cost.Source.PROVIDER))
                    .as(amount)
                    .isEqualTo(Cost.UNKNOWN);
        }
    }
}
