package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the pages navigable: links have a target, headings are nested, contents are complete, and the README lists every page. */
class PagesTest {
    private static final Path ROOT = Path.of(System.getProperty("llmconnect.root", ".."));
    private static final Path README = ROOT.resolve("README.md");
    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^(#{1,6}) (.+)$");

    /** A heading with its level and the anchor that GitHub gives it. */
    private record Heading(int level, String anchor) {}

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (Path folder : List.of(
                ROOT,
                ROOT.resolve("docs"),
                ROOT.resolve("docs/design"),
                ROOT.resolve("bench"),
                ROOT.resolve("examples/clients"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkHasATarget(Path page) throws IOException {
        assertThat(links(text(page))).allSatisfy(link -> {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertThat(target).exists();
            if (parts.length == 2) {
                assertThat(headings(text(target))).extracting(Heading::anchor).contains(parts[1]);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("pages")
    void headingsAreNested(Path page) throws IOException {
        int last = 0;
        for (Heading heading : headings(text(page))) {
            assertThat(heading.level()).as(heading.anchor()).isLessThanOrEqualTo(last + 1);
            assertThat(heading.level() == 1).as(heading.anchor()).isEqualTo(last == 0);
            last = heading.level();
        }
        assertThat(last).isPositive();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aTableOfContentsListsEverySection(Path page) throws IOException {
        String text = text(page);
        List<String> contents = links(text.substring(0, (text + "\n## ").indexOf("\n## "))).stream()
                .filter(link -> link.startsWith("#"))
                .toList();
        List<String> sections = headings(text).stream()
                .filter(heading -> heading.level() == 2)
                .map(heading -> "#" + heading.anchor())
                .toList();

        assertThat(contents).isIn(List.of(), sections);
    }

    @Test
    void theReadmeIsShort() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThan(200);
    }

    @Test
    void theReadmeListsEveryPage() throws IOException {
        List<String> linked = links(text(README));

        assertThat(pages())
                .map(page -> ROOT.relativize(page).toString().replace('\\', '/'))
                .filteredOn(page -> !page.equals("README.md"))
                .isNotEmpty()
                .allSatisfy(page ->
                        assertThat(linked).as(page).anyMatch(link -> page.equals(link) || page.startsWith(link + "/")));
    }

    private static String text(Path page) throws IOException {
        return FENCE.matcher(Files.readString(page)).replaceAll("");
    }

    private static List<String> links(String text) {
        return LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    private static List<Heading> headings(String text) {
        List<Heading> headings = new ArrayList<>();
        for (MatchResult found : HEADING.matcher(text).results().toList()) {
            String name = found.group(2).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "");
            String anchor = name.replace(' ', '-');
            Pattern same = Pattern.compile(Pattern.quote(anchor) + "(-\\d+)?");
            long earlier = headings.stream()
                    .filter(heading -> same.matcher(heading.anchor()).matches())
                    .count();
            headings.add(new Heading(found.group(1).length(), earlier == 0 ? anchor : anchor + "-" + earlier));
        }
        return headings;
    }
}
