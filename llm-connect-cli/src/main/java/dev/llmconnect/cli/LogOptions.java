package dev.llmconnect.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the log goes. */
final class LogOptions {
    private static final String STDOUT = "-";

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description =
                    "File for the log, or `-` for stdout. SIGHUP opens the file anew, for a program that has renamed"
                            + " it. Default: stderr")
    private @Nullable String file;

    @Option(
            names = "--log-file-bytes",
            defaultValue = "104857600",
            paramLabel = "BYTES",
            converter = OptionValue.Count.class,
            description = "Size at which the log file is renamed to FILE.1. Default: 104857600")
    private int maxBytes = 104_857_600;

    @Option(
            names = "--log-file-count",
            defaultValue = "5",
            paramLabel = "COUNT",
            converter = OptionValue.FileCount.class,
            description = "Number of renamed log files to keep. Default: 5")
    private int count = 5;

    /**
     * Sends the log there.
     *
     * @throws dev.llmconnect.LLMConfigurationException if the file cannot be written
     */
    void apply() {
        if (file == null || file.isBlank()) {
            return;
        }
        if (file.strip().equals(STDOUT)) {
            StderrLog.toStdout();
        } else {
            StderrLog.toFile(new RotatingLogFile(Path.of(file.strip()), maxBytes, count));
        }
    }
}
