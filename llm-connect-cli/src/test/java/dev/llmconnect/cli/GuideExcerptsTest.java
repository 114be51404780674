package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The blocks of {@code docs/spring.md} and {@code docs/quarkus.md} are excerpts of programs that Maven, {@code .ci/release.d/66-spring.sh} and
 * {@code 67-quarkus.sh} compile and run.
 */
class GuideExcerptsTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Pattern BLOCK = Pattern.compile("```(?:java|yaml|xml)\n(.*?)```\n", Pattern.DOTALL);

    @Test
    void everyBlockOfTheSpringPageIsAnExcerptOfAProgramThatRuns() throws IOException {
        areExcerpts("docs/spring.md", 5, "examples/spring-boot", "integrations/llm-connect-spring-ai/src/test");
    }

    @Test
    void everyBlockOfTheQuarkusPageIsAnExcerptOfAProgramThatRuns() throws IOException {
        areExcerpts("docs/quarkus.md", 4, "examples/quarkus");
    }

    private static void areExcerpts(String page, int minBlocks, String... folders) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```[a-z]*\n", ""))
                .filter(block -> !block.startsWith("<dependency>"))
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(minBlocks);
        String programs = Stream.of(folders).map(GuideExcerptsTest::programs).collect(Collectors.joining());
        SoftAssertions all = new SoftAssertions();
        blocks.forEach(block -> all.assertThat(programs).contains(block));
        all.assertAll();
    }

    private static String programs(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|yml|xml)")
                            && !file.toString().contains("target"))
                    .map(GuideExcerptsTest::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
