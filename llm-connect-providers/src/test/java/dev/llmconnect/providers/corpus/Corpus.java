package dev.llmconnect.providers.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Recorded exchanges, one a file in whatever folders: those beside the sources, or those that {@code -Dllmconnect.corpus} names.
 */
final class Corpus {
    private Corpus() {}

    /** Every recording; without a corpus the test that asks is skipped, and says so. */
    static List<Recording> recordings() {
        Path folder = Path.of(System.getProperty(
                "llmconnect.corpus", System.getProperty("llmconnect.shared", "../../shared") + "/corpus"));
        if (!Files.isDirectory(folder)) {
            System.out.println("replay: SKIPPED, there is no corpus in " + folder.normalize());
            Assumptions.abort("there is no corpus in " + folder.normalize());
        }
        return Loaded.from(folder);
    }

    private static final class Loaded {
        private static Path folder = Path.of("");
        private static List<Recording> all = List.of();

        static synchronized List<Recording> from(Path corpus) {
            if (!corpus.equals(folder)) {
                try (Stream<Path> files = Files.walk(corpus)) {
                    all = files.filter(file -> file.toString().endsWith(".json"))
                            .sorted()
                            .map(Recording::read)
                            .toList();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                folder = corpus;
            }
            return all;
        }
    }
}
