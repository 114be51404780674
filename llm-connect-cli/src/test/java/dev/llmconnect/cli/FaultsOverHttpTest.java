package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table in short times. */
class FaultsOverHttpTest extends FaultTable {
    @Override
    FaultTimes times() {
        return FaultTimes.SHORT;
    }

    @Test
    void everyRowOfTheDocumentIsATestHereToo() throws IOException {
        List<String> document =
                Files.readAllLines(Path.of(System.getProperty("llmconnect.root"), "docs/resilience.md"));
        List<String> rows = document.stream()
                .dropWhile(line -> !line.equals("## Fault table: all timeouts set"))
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .map(row -> row.substring(row.indexOf('`') + 1, row.indexOf('`', row.indexOf('`') + 1)))
                .toList();

        assertThat(rows).containsExactlyInAnyOrderElementsOf(FaultTable.rows());
    }
}
