package dev.llmconnect.profiles.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/resilience.md} says what the code does. */
class ResilienceDocumentTest {
    @Test
    void everyRowOfTheFaultTableIsATestAndEveryTestARow() throws IOException {
        assertThat(namesUnder("## Faults"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(FaultTableTest.rows());
    }

    @Test
    void soIsEveryRowOfTheTableOfDefaults() throws IOException {
        assertThat(namesUnder("## What is right by default"))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(DefaultFaultTableTest.rows());
    }

    @Test
    void theTableOfSettingsIsTheListOfFields() throws IOException {
        List<String> expected = Arrays.stream(PolicyField.values())
                .map(field -> "| `" + field.key() + "` | `" + field.variable(PolicyConfig.ENVIRONMENT_PREFIX) + "` | "
                        + field.defaultText() + " | " + field.accepted() + " | " + field.description() + " |")
                .toList();

        assertThat(rowsUnder("## Settings")).containsExactlyElementsOf(expected);
    }

    private static List<String> namesUnder(String heading) throws IOException {
        return rowsUnder(heading).stream()
                .map(row -> row.substring(row.indexOf('`') + 1, row.indexOf('`', row.indexOf('`') + 1)))
                .toList();
    }

    private static List<String> rowsUnder(String heading) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(System.getProperty("llmconnect.root"), "docs/resilience.md"));
        List<String> section = lines.subList(lines.indexOf(heading) + 1, lines.size());
        return section.stream()
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
