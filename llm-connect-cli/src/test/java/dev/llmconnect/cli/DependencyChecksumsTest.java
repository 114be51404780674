package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries of this build are those that {@code .mvn/checksums.sha256} knows, byte for byte. */
class DependencyChecksumsTest {
    private static final Map<String, String> KNOWN = known();

    /** Hashes by the path in a Maven repository. */
    private static Map<String, String> known() {
        Map<String, String> known = new LinkedHashMap<>();
        Path file = Path.of(System.getProperty("llmconnect.root"), ".mvn", "checksums.sha256");
        try (Stream<String> lines = Files.lines(file)) {
            lines.filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] words = line.split("  ", 2);
                known.put(words[1], words[0]);
            });
        } catch (IOException e) {
            throw new AssertionError(file + " cannot be read", e);
        }
        return known;
    }

    @Test
    void everyLibraryOfTheClassPathIsTheKnownOne() throws Exception {
        List<Path> libraries = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(Path::of)
                .filter(path ->
                        path.toString().endsWith(".jar") && !path.toString().contains("llm-connect"))
                // of the plugin that runs the tests, by its own path
                .filter(path -> !path.getFileName().toString().startsWith("surefire"))
                .toList();

        assertThat(libraries).hasSizeGreaterThan(20);
        assertThat(problems(libraries)).isEmpty();
    }

    @Test
    void anotherByteIsAProblem(@TempDir Path folder) throws Exception {
        String name = KNOWN.keySet().stream()
                .filter(path -> path.startsWith("com/squareup/moshi/moshi/") && path.endsWith(".jar"))
                .findFirst()
                .orElseThrow();
        Path tampered = folder.resolve(name);
        Files.createDirectories(tampered.getParent());
        Files.write(tampered, new byte[] {1});

        assertThat(problems(List.of(tampered))).containsExactly(tampered + " is another file than the known one");
        assertThat(problems(List.of(folder.resolve("org/evil/evil/1/evil-1.jar"))))
                .singleElement()
                .asString()
                .endsWith("is unknown: see .ci/checksums");
    }

    private static List<String> problems(List<Path> libraries) throws IOException, NoSuchAlgorithmException {
        List<String> problems = new ArrayList<>();
        for (Path library : libraries) {
            String path = library.toString().replace(File.separatorChar, '/');
            String hash = KNOWN.entrySet().stream()
                    .filter(entry -> path.endsWith("/" + entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
            if (hash.isEmpty()) {
                problems.add(library + " is unknown: see .ci/checksums");
            } else if (!hash.equals(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library))))) {
                problems.add(library + " is another file than the known one");
            }
        }
        return problems;
    }
}
