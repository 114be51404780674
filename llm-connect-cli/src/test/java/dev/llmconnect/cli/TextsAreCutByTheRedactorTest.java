package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A text that may hold a credential is redacted before it is cut: a half of a key is recognised by nobody. {@code Redactor.redact(text,
 * length)} does both, and no other source cuts.
 */
class TextsAreCutByTheRedactorTest {
    /** A beginning that is taken for its length, or an ellipsis that stands for what was left out. */
    private static final List<Pattern> CUTS = List.of(
            Pattern.compile("substring\\(0, (Math\\.min|MAX_|\\d{2,}|max|limit|longest)"),
            Pattern.compile("\\.limit\\((MAX_[A-Z]*(LENGTH|CHARS|TEXT)|\\d{2,})"),
            Pattern.compile("\"…|…\""),
            Pattern.compile("String\\.format\\(\"[^\"]*%\\.\\d+s"));

    /** What is cut is no text from outside, or all of it is sent to whom it belongs. */
    private static final Map<String, String> ALLOWED = Map.of(
            "Redactor.java", "the one place",
            "NameRule.java", "a hash",
            "MockAnswer.java", "the imitated answer",
            "ToolExecution.java", "a tool's result, for the model that asked for it");

    @Test
    void noOtherSourceCutsText() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            String name = source.getFileName().toString();
            int number = 0;
            for (String line : Files.readAllLines(source)) {
                number++;
                boolean isCode = !line.strip().startsWith("*") && !line.strip().startsWith("/");
                if (isCode
                        && !ALLOWED.containsKey(name)
                        && CUTS.stream().anyMatch(cut -> cut.matcher(line).find())) {
                    found.add(name + ":" + number + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsAllowedIsThere() throws IOException {
        assertThat(sources().stream().map(source -> source.getFileName().toString()))
                .containsAll(ALLOWED.keySet())
                .hasSizeGreaterThan(500);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("llmconnect.root")))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/java/"))
                    .filter(file -> !file.toString().matches(".*/(bench|fuzz|examples|llm-connect-testkit)/.*"))
                    .toList();
        }
    }
}
