package dev.llmconnect.ledger.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyEditorTest {
    private static final Instant NOW = Instant.parse("2031-05-17T10:30:00Z");

    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("callers.json");
    }

    private KeyEditor editor() {
        return new KeyEditor(CallerSource.of(file()), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static String hash(String key) {
        return KeyHash.of(key).toString();
    }

    private boolean holds(String key, Instant at) {
        Callers callers = Callers.of(file(), Clock.fixed(at, ZoneOffset.UTC), () -> 0);
        return callers.byKey(key).isPresent();
    }

    @Test
    void aKeyIsAddedOnceAndTakenOut() throws Exception {
        editor().add("alice", hash("first"));
        assertThat(holds("first", NOW)).isTrue();
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> editor().add("alice", hash("second")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("alice already has a key");
        editor().revoke("alice");
        assertThat(holds("first", NOW)).isFalse();
        assertThatThrownBy(() -> editor().revoke("bob")).hasMessageContaining("no caller bob");
    }

    @Test
    void aReplacedKeyHoldsUntilTheEndOfItsGrace() {
        editor().add("alice", hash("first"));
        editor().rotate("alice", hash("second"), Duration.ofHours(1));
        editor().rotate("alice", hash("third"), Duration.ofHours(2));

        assertThat(holds("third", NOW.plus(Duration.ofDays(999)))).isTrue();
        assertThat(holds("second", NOW.plus(Duration.ofMinutes(119)))).isTrue();
        assertThat(holds("second", NOW.plus(Duration.ofHours(2)))).isFalse();
        assertThat(holds("first", NOW.plus(Duration.ofMinutes(59)))).isTrue();
        assertThat(holds("first", NOW.plus(Duration.ofHours(1))))
                .as("the second rotation does not prolong it")
                .isFalse();

        editor().rotate("alice", hash("fourth"), Duration.ZERO);
        assertThat(holds("third", NOW)).isFalse();
        assertThat(holds("fourth", NOW)).isTrue();
    }

    @Test
    void whatElseTheFileSaysStays() throws Exception {
        Files.writeString(file(), """
                {"callers": {"bob": {"sha256": ["%s"], "budgets": [{"usd": 10.50, "per": "day"}], "tags": {"team": "a \\"b\\""}}},
                 "budgets": {"server": [{"usd": 500}]}}""".formatted(hash("of bob")));
        editor().add("alice", hash("of alice"));

        Callers callers = Callers.of(file());
        assertThat(callers.byKey("of bob")).isPresent();
        assertThat(callers.byKey("of alice")).isPresent();
        assertThat(callers.byName("bob").orElseThrow().tags()).containsEntry("team", "a \"b\"");
        assertThat(callers.budgets("bob", Map.of(), "")).hasSize(2);
        assertThat(Files.readString(file())).contains("10.50");
    }

    @Test
    void linesBecomeJson() throws Exception {
        Files.writeString(file(), "bob:" + hash("of bob") + " # from before\n");
        editor().add("alice", hash("of alice"));

        assertThat(Files.readString(file())).startsWith("{");
        assertThat(holds("of bob", NOW)).isTrue();
        assertThat(holds("of alice", NOW)).isTrue();
    }

    @Test
    void aFileThatIsWrongIsNotTouched() throws Exception {
        Files.writeString(file(), "{\"callers\": {\"bob\": {\"budget\": 3}}}");
        assertThatThrownBy(() -> editor().add("alice", hash("key"))).isInstanceOf(LLMConfigurationException.class);
        assertThat(Files.readString(file())).contains("\"budget\": 3");
    }

    @Test
    void keysThatAreAddedAtOnceAreAllThere() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> additions = IntStream.range(0, 24)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        editor().add("caller" + i, hash("key" + i));
                        return true;
                    })
                    .toList();
            for (var done : threads.invokeAll(additions)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(Callers.of(file()).all()).hasSize(24);
    }
}
