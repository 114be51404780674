package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * 200 callers for a minute, half of them through a profile with a fallback, against a provider that fails three times in ten. The
 * figures are written to {@code target/load-under-faults.txt}.
 */
@Tag("slow")
@Timeout(400)
@Isolated
class LoadUnderFaultsTest {
    private static final int CALLERS = 200;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration LOAD = Duration.ofSeconds(60);
    /** Three attempts, each with a limit of 6 s for silence, two pauses, and the fallback. */
    private static final Duration MAX_CALL_TIME = Duration.ofSeconds(40);

    private static final long HEAP_SLACK = 16L << 20;
    private static final int THREAD_SLACK = 5;
    private static final int FILE_SLACK = 5;

    @Test
    void everyCallEndsRightlyAndNothingIsLeftBehind() throws Exception {
        run(WARM_UP);
        Levels before = Levels.settled();

        List<String> report = run(LOAD);

        Levels after = Levels.settled(
                levels -> levels.threads() <= before.threads() + THREAD_SLACK && levels.files() <= before.files());
        report.add("before  " + before);
        report.add("after   " + after);
        Files.write(Path.of("target", "load-under-faults.txt"), report);
        assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads() + THREAD_SLACK);
        assertThat(after.files()).as("open files and sockets").isLessThanOrEqualTo(before.files() + FILE_SLACK);
        assertThat(after.heapBytes()).as("bytes in use").isLessThanOrEqualTo(before.heapBytes() + HEAP_SLACK);
    }

    private static List<String> run(Duration time) throws Exception {
        List<String> report = new ArrayList<>();
        try (CallLines lines = new CallLines();
                LoadedWorld world = new LoadedWorld()) {
            LoadedWorld.Tally tally = world.load(CALLERS, time);
            report.add("calls " + tally.calls() + ", longest " + tally.longest().toMillis() + " ms");
            report.add("attempts of the primary " + world.attempts() + ", faults " + world.faults());
            report.add("outcomes " + tally.outcomes());
            report.add("during  " + Levels.now());

            assertThat(tally.wrong())
                    .as("answers and errors that are not right")
                    .isEmpty();
            assertThat(tally.longest()).isLessThan(MAX_CALL_TIME);
            assertThat(tally.outcomes()).containsKeys("triage 200", "alone 200");
            assertThat(tally.calls()).isGreaterThan(CALLERS);
            assertThat(tally.answered("triage"))
                    .as("share of answers where there is a fallback")
                    .isGreaterThan(0.98);
            assertThat(lines.awaitCount(tally.calls())).as("lines in the log").isEqualTo(tally.calls());
        }
        return report;
    }
}
