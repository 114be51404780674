package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingLogFileTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("llm.log");
    }

    private static void write(RotatingLogFile log, String text) throws IOException {
        log.write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void filesAreRenamedBeforeTheyAreTooLargeAndTheOldestGoes() throws IOException {
        try (RotatingLogFile log = new RotatingLogFile(file, 10, 2)) {
            for (String line :
                    new String[] {"one 67\n", "two\n", "three\n", "four 6\n", "a line longer than the file\n", "six\n"
                    }) {
                write(log, line);
            }
        }

        assertThat(file).hasContent("six\n");
        assertThat(folder.resolve("llm.log.1")).hasContent("a line longer than the file\n");
        assertThat(folder.resolve("llm.log.2")).hasContent("four 6\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(3);
        }
    }

    @Test
    void anExistingFileIsContinuedAndItsSizeCounts() throws IOException {
        Files.writeString(file, "before\n");
        try (RotatingLogFile log = new RotatingLogFile(file, 12, 1)) {
            write(log, "more\n");
            assertThat(file).hasContent("before\nmore\n");
            write(log, "x\n");
        }
        assertThat(file).hasContent("x\n");
    }

    @Test
    void withoutOldFilesTheFileStartsAnew() throws IOException {
        try (RotatingLogFile log = new RotatingLogFile(file, 3, 0)) {
            write(log, "aa\n");
            write(log, "bb\n");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        assertThat(file).hasContent("bb\n");
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        new RotatingLogFile(file, 3, 0).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void afterAReopenTheNameIsANewFile() throws IOException {
        try (RotatingLogFile log = new RotatingLogFile(file, 1000, 1)) {
            write(log, "old\n");
            Path moved = Files.move(file, folder.resolve("moved"));
            write(log, "still old\n");
            log.reopen();
            write(log, "new\n");
            assertThat(moved).hasContent("old\nstill old\n");
            assertThat(file).hasContent("new\n");
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsAMistakeOfTheConfiguration() {
        assertThatThrownBy(() -> new RotatingLogFile(folder.resolve("no/such/file"), 1, 1))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("--log-file: ")
                .hasMessageContaining("cannot be written");
        assertThatThrownBy(() -> new RotatingLogFile(folder, 1, 1)).isInstanceOf(LLMConfigurationException.class);
    }

    @Test
    void everyLineOfAHandlerIsInOneOfTheFilesAsAWhole() throws IOException {
        RotatingLogFile log = new RotatingLogFile(file, 20_000, 50);
        AsyncLogHandler handler = new AsyncLogHandler(log, StderrLog.formatter(), StandardCharsets.UTF_8);
        for (int i = 0; i < 5000; i++) {
            LogRecord event = new LogRecord(Level.INFO, "line " + i + " é");
            event.setLoggerName("test");
            handler.publish(event);
        }
        handler.close();
        log.close();

        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path part : files.toList()) {
                assertThat(Files.size(part)).isLessThan(20_000 + (64 << 10));
                all.append(Files.readString(part));
            }
        }
        assertThat(all.toString().lines()).hasSize(5000).allMatch(line -> line.matches(".* INFO test line \\d+ é"));
    }
}
