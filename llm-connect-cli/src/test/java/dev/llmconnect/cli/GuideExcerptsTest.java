package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The blocks of {@code docs/spring.md}, {@code docs/quarkus.md} and {@code docs/langchain4j.md}, and those of {@code docs/java.md} in Kotlin, are excerpts of programs that
 * Maven, {@code .ci/release.d/66-spring.sh} and {@code 67-quarkus.sh} compile and run.
 */
class GuideExcerptsTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final String LANGUAGES = "java|yaml|xml";

    @Test
    void everyBlockOfTheSpringPageIsAnExcerptOfAProgramThatRuns() throws IOException {
        areExcerpts(
                "docs/spring.md", LANGUAGES, 5, "examples/spring-boot", "integrations/llm-connect-spring-ai/src/test");
    }

    @Test
    void everyBlockOfTheQuarkusPageIsAnExcerptOfAProgramThatRuns() throws IOException {
        areExcerpts("docs/quarkus.md", LANGUAGES, 4, "examples/quarkus");
    }

    @Test
    void everyBlockOfTheLangChain4jPageIsAnExcerptOfATest() throws IOException {
        areExcerpts("docs/langchain4j.md", LANGUAGES, 3, "integrations/llm-connect-langchain4j/src/test");
    }

    @Test
    void theKotlinBlockOfTheJavaPageIsAnExcerptOfATest() throws IOException {
        areExcerpts("docs/java.md", "kotlin", 1, "integrations/llm-connect-kotlin/src/test");
    }

    private static void areExcerpts(String page, String languages, int minBlocks, String... folders)
            throws IOException {
        List<String> blocks = Pattern.compile("```(?:" + languages + ")\n(.*?)```\n", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(block -> withoutIndent(block.group(1)))
                // what a build takes
                .filter(block -> !block.startsWith("<dependency>") && !block.startsWith("repositories"))
                .toList();
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(minBlocks);
        String programs = Stream.of(folders).map(GuideExcerptsTest::programs).collect(Collectors.joining());
        SoftAssertions all = new SoftAssertions();
        blocks.forEach(block -> all.assertThat(programs).contains(block));
        all.assertAll();
    }

    private static String withoutIndent(String text) {
        return text.replaceAll("(?m)^ +", "");
    }

    private static String programs(String folder) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().matches(".*\\.(java|kt|yml|xml)")
                            && !file.toString().contains("target"))
                    .map(GuideExcerptsTest::read)
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return withoutIndent(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
