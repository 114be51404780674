package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The options with which {@code bin/llm-connect} starts the JVM keep its memory off the disk. */
class LauncherFlagsTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("llmconnect.root"), "bin/llm-connect");
    private static final Pattern OPTION = Pattern.compile("-XX:[+-]\\w*[Dd]ump\\w*");

    @Test
    void noDumpIsWrittenAndTheJvmKnowsTheOptions() throws Exception {
        List<String> options = OPTION.matcher(Files.readString(LAUNCHER))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(options).containsExactlyInAnyOrder("-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash");
        assertThat(flags(options)).contains(" HeapDumpOnOutOfMemoryError = false", " CreateCoredumpOnCrash = false");
    }

    private static String flags(List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin/java").toString()));
        command.addAll(options);
        command.addAll(List.of("-XX:+PrintFlagsFinal", "-version"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.replaceAll(" +", " ");
    }
}
