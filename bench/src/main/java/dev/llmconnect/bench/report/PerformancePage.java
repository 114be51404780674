package dev.llmconnect.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/performance.md}: the results of the last full run, and of the full soak, which is run by itself. */
public final class PerformancePage {
    private static final String INTRODUCTION = """
            # Performance

            Throughput, latency, CPU and memory of llm-connect, compared with other gateways on one machine, against a stub provider on loopback,
            with logging, redaction and profiles on. [bench/README.md](../bench/README.md) describes each scenario, each column, and how to add a
            gateway.

            `bench/run.sh full` writes this page; `bench/run.sh full soak` writes its last section:

            ```sh
            bench/run.sh full           # about 40 minutes on a quiet machine
            bench/run.sh full soak      # 20 minutes more
            bench/run.sh quick start    # one scenario, to see the effect of a change
            ```

            `mvn verify` checks the bytes allocated per call (`AllocationTest`), because they do not depend on the machine.

            The jar's bound was 10 MB until it held the ledger, whose SQLite driver brings native code for eight platforms, and the exposition formats
            of the metrics; it is 20 MB since then. What is not used is not loaded.
            """;

    private final Path root;
    private final Path results;

    /**
     * The page of a source tree.
     *
     * @param results the folder with what runs left
     */
    public PerformancePage(Path root, Path results) {
        this.root = root;
        this.results = results;
    }

    /** Writes the page anew from what there is. */
    public void write() throws IOException {
        StringBuilder page = new StringBuilder(INTRODUCTION);
        for (String run : List.of("full", "full-soak")) {
            Path report = results.resolve(run + ".md");
            if (Files.exists(report)) {
                // One level deeper: the page has a title of its own.
                page.append('\n').append(Files.readString(report).replaceAll("(?m)^#", "##"));
            }
        }
        Files.writeString(root.resolve("docs/performance.md"), page);
    }
}
