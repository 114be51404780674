package dev.llmconnect.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code docs/performance.md}: the results of the last full run, and of the full soak, which is run by itself. */
public final class PerformancePage {
    private static final String INTRODUCTION = """
            # Performance

            This page is written by `bench/run.sh full`, and its last part by `bench/run.sh full soak`. A run measures all gateways beside
            each other on one machine, with logging, redaction and profiles on, against a stub provider on loopback, so that what is
            compared is the gateway. What each scenario does, how to read a column, and how to add a gateway:
            [bench/README.md](../bench/README.md).

            ```sh
            bench/run.sh full           # some 30 minutes; wants a quiet machine
            bench/run.sh full soak      # 20 minutes more
            bench/run.sh quick start    # one scenario, to see whether a change pays
            ```

            `mvn verify` guards what a call allocates (`AllocationTest`), since that can be counted on any machine.
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
