package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps {@code docs/resilience.md} true. With {@code -Dllmconnect.writeDocs} its table of settings is written instead. */
class ResilienceDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("llmconnect.root", ".."), "docs", "resilience.md");
    private static final String BEGIN = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->\n";

    @Test
    void everyRowOfTheFaultTableIsATestAndEveryTestARow() throws IOException {
        assertThat(namesUnder("## Fault table: all timeouts set"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(FaultTableTest.rows());
    }

    @Test
    void soIsEveryRowOfTheTableOfDefaults() throws IOException {
        assertThat(namesUnder("## Fault table: defaults"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(DefaultFaultTableTest.rows());
    }

    @Test
    void theTableOfSettingsIsTheListOfFields() throws IOException {
        String document = Files.readString(DOCUMENT);
        if (System.getProperty("llmconnect.writeDocs") != null) {
            document = document.substring(0, document.indexOf(BEGIN) + BEGIN.length())
                    + settings()
                    + document.substring(document.indexOf(END));
            Files.writeString(DOCUMENT, document);
        }

        assertThat(document)
                .as("docs/resilience.md is stale; -Dllmconnect.writeDocs brings it up to date")
                .contains(BEGIN + settings() + END);
    }

    private static String settings() {
        StringBuilder table = new StringBuilder("""
                | field | variable | default | accepted | meaning |
                |---|---|---|---|---|
                """);
        for (PolicyField field : PolicyField.values()) {
            table.append("| `").append(field.key()).append("` | `");
            table.append(field.variable(PolicyConfig.ENVIRONMENT_PREFIX)).append("` | ");
            table.append(field.defaultText()).append(" | ").append(field.accepted());
            table.append(" | ").append(field.description()).append(" |\n");
        }
        return table.toString();
    }

    private static List<String> namesUnder(String heading) throws IOException {
        return rowsUnder(heading).stream()
                .map(row -> row.substring(row.indexOf('`') + 1, row.indexOf('`', row.indexOf('`') + 1)))
                .toList();
    }

    private static List<String> rowsUnder(String heading) throws IOException {
        List<String> lines = Files.readAllLines(DOCUMENT);
        List<String> section = lines.subList(lines.indexOf(heading) + 1, lines.size());
        return section.stream()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
