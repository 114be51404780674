package dev.llmconnect.ledger.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.budget.OnExhausted;
import dev.llmconnect.ledger.budget.Period;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallersTest {
    private static final String ALICE = KeyHash.of("key-of-alice").toString();
    private static final String BOB = KeyHash.of("key-of-bob").toString();

    @TempDir
    Path folder;

    private static Callers callers(String json) {
        return Callers.parse("callers.json", json.replace("$ALICE", ALICE).replace("$BOB", BOB));
    }

    @Test
    void aCallerIsFoundByItsKeyWithAllThatItMayDo() {
        Callers callers = callers("""
                {"callers": {"alice": {
                   "sha256": ["$ALICE", "$BOB"], "tags": {"team": "triage"}, "models": ["gpt-4o*", "anthropic/*", "profile:balanced"],
                   "budgets": [{"usd": 10.5, "per": "month", "zone": "Europe/Berlin", "on_exhausted": "stop"}, {"usd": 1, "per": "hour"}],
                   "limits": {"requests_per_minute": 60, "tokens_per_minute": 1000, "concurrency": 8}}}}
                """);
        Caller alice = callers.byKey("key-of-alice").orElseThrow();
        assertThat(callers.byKey("key-of-bob")).contains(alice);
        assertThat(callers.byKey("key-of-carol")).isEmpty();
        assertThat(alice.name()).isEqualTo("alice");
        assertThat(alice.tags()).containsExactly(Map.entry("team", "triage"));
        assertThat(alice.mayUse("openai", "gpt-4o-mini")).isTrue();
        assertThat(alice.mayUse("openrouter", "anthropic/claude"))
                .as("the model's own name begins so")
                .isTrue();
        assertThat(alice.mayUse("anthropic", "claude-sonnet-4-5")).isTrue();
        assertThat(alice.mayUse("openai", "o3")).isFalse();
        assertThat(alice.mayUse("", "balanced")).as("a model, not the profile").isFalse();
        assertThat(alice.mayUseProfile("balanced")).isTrue();
        assertThat(alice.mayUseProfile("other")).isFalse();
        assertThat(alice.limits().requestsPerMinute()).hasValue(60);
        assertThat(alice.limits().tokensPerMinute()).hasValue(1000);
        assertThat(alice.limits().concurrency()).hasValue(8);
        Budget month = alice.budgets().get(0);
        assertThat(month.limitNanos()).isEqualTo(10_500_000_000L);
        assertThat(month.period()).isEqualTo(Period.MONTH);
        assertThat(month.onExhausted()).isEqualTo(OnExhausted.STOP);
        // midnight in Berlin, in summer
        assertThat(month.window(Instant.parse("2031-06-30T22:30:00Z")).start()).isEqualTo("2031-06-30T22:00:00Z");
    }

    @Test
    void theOldLinesStillWork() {
        Callers callers = Callers.parse(
                "callers",
                "# who may call\nalice:" + ALICE + " # a comment\nbob : " + BOB.toUpperCase(Locale.ROOT) + ", ");
        assertThat(callers.byKey("key-of-alice").orElseThrow().name()).isEqualTo("alice");
        assertThat(callers.byKey("key-of-bob").orElseThrow().mayUse("openai", "anything"))
                .isTrue();
        assertThat(callers.isEmpty()).isFalse();
        assertThat(Callers.parse("callers", "\n# nobody\n").isEmpty()).isTrue();
        assertThat(Callers.none().byKey("key")).isEmpty();
    }

    @Test
    void aCallCountsToItsCallersItsTagsItsProfilesAndTheServersBudgets() {
        Callers callers = callers("""
                {"callers": {"alice": {"sha256": ["$ALICE"], "budgets": [{"usd": 1, "per": "day"}]}},
                 "budgets": {"server": [{"usd": 500, "per": "month"}], "profile:balanced": [{"usd": 20, "per": "week"}],
                             "tag:team=triage": [{"usd": 50}], "tag:project=*": [{"usd": 5, "per": "day"}]}}
                """);
        Instant now = Instant.parse("2031-05-17T10:30:00Z");
        assertThat(callers.budgets("alice", Map.of("team", "triage", "project", "a\tb"), "balanced"))
                .extracting(budget -> budget.window(now).budget())
                .containsExactlyInAnyOrder(
                        "caller:alice/day",
                        "server/month",
                        "profile:balanced/week",
                        "tag:team=triage/total",
                        "tag:project=a?b/day");
        assertThat(callers.budgets("", Map.of("team", "other"), "")).hasSize(1);
        assertThat(Callers.none().budgets("alice", Map.of(), "")).isEmpty();
    }

    @Test
    void aDisabledOrExpiredCallersKeyIsRefused() throws IOException {
        Instant now = Instant.parse("2031-01-31T00:00:00Z");
        Path file = Files.writeString(folder.resolve("callers.json"), """
                {"callers": {"alice": {"sha256": ["%s"], "expires": "2031-01-31"}, "bob": {"sha256": ["%s"], "disabled": true}}}
                """.formatted(ALICE, BOB));
        AtomicLong nanos = new AtomicLong();
        assertThat(Callers.of(file, Clock.fixed(now, ZoneOffset.UTC), nanos::get)
                        .byKey("key-of-alice"))
                .isEmpty();
        assertThat(Callers.of(file, Clock.fixed(now.minusMillis(1), ZoneOffset.UTC), nanos::get)
                        .byKey("key-of-alice"))
                .isPresent();
        assertThat(Callers.of(file).byKey("key-of-bob")).isEmpty();
    }

    @Test
    void aKeyThatIsTakenOutStopsWithinASecond() throws IOException {
        Path file = Files.writeString(folder.resolve("callers"), "alice:" + ALICE + "\nbob:" + BOB);
        AtomicLong nanos = new AtomicLong();
        Callers callers = Callers.of(file, Clock.systemUTC(), nanos::get);
        assertThat(callers.byKey("key-of-alice")).isPresent();
        Files.writeString(file, "bob:" + BOB);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        nanos.addAndGet(999_000_000);
        assertThat(callers.byKey("key-of-alice")).isEmpty();
        assertThat(callers.byKey("key-of-bob")).isPresent();
        Files.writeString(file, "bob: no hash");
        callers.reload();
        assertThat(callers.byKey("key-of-bob"))
                .as("a wrong file changes nothing")
                .isPresent();
    }

    @Test
    void tenThousandCallersAreLookedUpAsFastAsTen() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            lines.append("caller")
                    .append(i)
                    .append(':')
                    .append(KeyHash.of("key" + i))
                    .append('\n');
        }
        Callers many = Callers.parse("callers", lines.toString());
        Callers few = Callers.parse("callers", lines.substring(0, lines.indexOf("caller10:")));
        long slow = nanosOfLookups(many);
        long fast = nanosOfLookups(few);
        // A search through all of them would take a thousand times as long.
        assertThat(slow).isLessThan(fast * 20 + 20_000_000);
    }

    private static long nanosOfLookups(Callers callers) {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < 2000; i++) {
                assertThat(callers.byKey("key" + i % 10).isPresent()).isTrue();
            }
            best = Math.min(best, System.nanoTime() - began);
        }
        return best;
    }

    @Test
    void aWrongFileIsRefusedWithTheFieldAndNeverWithAKey() {
        assertRefused("{\"callers\": {\"a b\": {}}}", "callers.a b", "letters, digits");
        assertRefused(
                "{\"callers\": {\"a\": {\"sha256\": [\"sk-secret\"]}}}", "callers.a.sha256 must be a list of hashes");
        assertRefused("{\"callers\": {\"a\": {\"model\": []}}}", "unknown field", "callers.a.model", "models");
        assertRefused("{\"callers\": {\"a\": {\"models\": []}}}", "callers.a.models must not be empty");
        assertRefused("{\"callers\": {\"a\": {\"expires\": \"soon\"}}}", "callers.a.expires must be a day");
        assertRefused(
                "{\"callers\": {\"a\": {\"limits\": {\"concurrency\": 0}}}}",
                "callers.a.limits.concurrency",
                "at least 1");
        assertRefused(
                "{\"callers\": {\"a\": {\"budgets\": [{\"per\": \"day\"}]}}}", "callers.a.budgets[0].usd is missing");
        assertRefused(
                "{\"callers\": {\"a\": {\"budgets\": [{\"usd\": 1, \"per\": \"year\"}]}}}",
                "budgets[0].per must be one of hour, day, week, month, total");
        assertRefused(
                "{\"callers\": {\"a\": {\"budgets\": [{\"usd\": 1, \"zone\": \"Mars\"}]}}}",
                "budgets[0].zone must be a time zone");
        assertRefused(
                "{\"budgets\": {\"team\": [{\"usd\": 1}]}}",
                "budgets.team must be server, profile:NAME, tag:KEY=VALUE or tag:KEY=*");
        assertRefused(
                "{\"callers\": {\"a\": {\"sha256\": [\"$ALICE\"]}, \"b\": {\"sha256\": [\"$ALICE\"]}}}",
                "callers.b.sha256 has a key that another caller has");
        assertRefused("a:sk-secret-in-place-of-a-hash", "line 1", "NAME:SHA256");
        assertRefused("a:$ALICE\na:$BOB", "line 2", "the name a occurs twice");
    }

    private static void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> callers(text))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("callers.json")
                .hasMessageContainingAll(parts)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void patternsFitWholeNames() {
        for (String fits : List.of("gpt-4o", "GPT-4o")) {
            assertThat(ModelPattern.of("gpt-4o").matches("", fits)).isTrue();
        }
        assertThat(ModelPattern.of("gpt-4o").matches("openai", "gpt-4o-mini")).isFalse();
        assertThat(ModelPattern.of("*").matches("", "anything")).isTrue();
        assertThat(ModelPattern.of("*/claude-*-4*").matches("bedrock", "claude-sonnet-4-5"))
                .isTrue();
        assertThat(ModelPattern.of("claude-*-4").matches("", "claude-4"))
                .as("one hyphen is not two")
                .isFalse();
        assertThat(ModelPattern.of("a*b*c").matches("", "abc")).isTrue();
        assertThat(ModelPattern.of("a*b*c").matches("", "acb")).isFalse();
        assertThatThrownBy(() -> ModelPattern.of(" ")).isInstanceOf(IllegalArgumentException.class);
    }
}
