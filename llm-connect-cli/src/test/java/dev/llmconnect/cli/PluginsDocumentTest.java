package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Keeps the code in {@code docs/plugins.md} that of the example. With {@code -Dllmconnect.writeDocs} it is brought up to date
 * instead. Each block says where it comes from in a comment above it: a file, or the lines of it from one that begins with
 * some words to the next that is some words.
 */
class PluginsDocumentTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Path DOCUMENT = ROOT.resolve("docs/plugins.md");
    private static final Path EXAMPLE = ROOT.resolve("examples/provider-plugin");
    private static final Pattern BLOCK = Pattern.compile(
            "(<!-- from (\\S+?)(?:: \"(.+?)\" to \"(.+?)\")? -->\n```\\w+\n).*?(?<=\n)```\n", Pattern.DOTALL);

    @Test
    void theCodeIsThatOfTheExample() throws IOException {
        String document = Files.readString(DOCUMENT);
        String upToDate = BLOCK.matcher(document).replaceAll(block -> Matcher.quoteReplacement(filled(block)));
        if (System.getProperty("llmconnect.writeDocs") != null) {
            Files.writeString(DOCUMENT, upToDate);
            document = upToDate;
        }

        assertThat(document)
                .as("docs/plugins.md is stale; -Dllmconnect.writeDocs brings it up to date")
                .isEqualTo(upToDate);
        assertThat(BLOCK.matcher(document).results()).hasSize(8);
    }

    @Test
    void theExampleIsAsShortAsTheDocumentSays() throws IOException {
        long lines = 0;
        try (Stream<Path> sources = Files.walk(EXAMPLE.resolve("src/main/java"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                lines += Files.readAllLines(source).size();
            }
        }

        assertThat(lines).isLessThan(150);
        assertThat(Files.readString(DOCUMENT)).contains(": " + lines + " lines of Java");
    }

    private static String filled(MatchResult block) {
        return block.group(1) + excerpt(block.group(2), block.group(3), block.group(4)) + "```\n";
    }

    private static String excerpt(String file, @Nullable String from, @Nullable String to) {
        try {
            List<String> lines = Files.readAllLines(ROOT.resolve(file));
            int first = from == null ? 0 : index(lines, 0, line -> line.startsWith(from), from);
            int last = to == null ? lines.size() - 1 : index(lines, first + 1, line -> line.equals(to), to);
            return String.join("\n", lines.subList(first, last + 1)).stripIndent() + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int index(List<String> lines, int start, Predicate<String> wanted, String what) {
        for (int i = start; i < lines.size(); i++) {
            if (wanted.test(lines.get(i))) {
                return i;
            }
        }
        throw new AssertionError("no line with <" + what + ">");
    }
}
