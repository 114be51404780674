package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private final FakeClock clock = new FakeClock();
    private final KeyRing<String> ring = new KeyRing<>("acme", List.of("a", "b", "c"), clock);

    @Test
    void takesTheKeyWhoseLimitIsLongestAgo() {
        assertThat(ring.next()).isEqualTo("a");
        ring.rateLimited("a", Duration.ofSeconds(1));
        assertThat(ring.next()).isEqualTo("b");
        ring.rateLimited("b", Duration.ofSeconds(1));
        ring.rateLimited("c", Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(1));

        assertThat(ring.next()).as("a was limited before the others").isEqualTo("a");
    }

    @Test
    void aLimitedKeyRestsForItsTime() {
        ring.rateLimited("a", Duration.ofSeconds(5));
        ring.rateLimited("b", Duration.ofSeconds(30));
        ring.rateLimited("c", Duration.ofSeconds(20));
        assertThat(ring.available()).isZero();

        assertThatThrownBy(ring::next)
                .isInstanceOf(LLMRateLimitException.class)
                .hasMessage("all 3 keys of acme are rate limited for another 5 s")
                .satisfies(e -> assertThat(((LLMException) e).retryAfter()).contains(Duration.ofSeconds(5)));

        clock.pass(Duration.ofSeconds(20));
        assertThat(ring.next()).isEqualTo("a");
        assertThat(ring.available()).isEqualTo(2);
    }

    @Test
    void aLaterAndShorterLimitDoesNotShortenARest() {
        ring.rateLimited("a", Duration.ofSeconds(30));
        ring.rateLimited("a", Duration.ofSeconds(1));
        clock.pass(Duration.ofSeconds(2));

        assertThat(ring.available()).isEqualTo(2);
    }

    @Test
    void anEmptyRingIsAMistake() {
        assertThatThrownBy(() -> new KeyRing<>("acme", List.of(), clock))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no API key for acme");
    }
}
