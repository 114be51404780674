package dev.llmconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRightsTest {
    private static final String READ = "holds a secret and can be read by other users";
    private static final String WRITE = "can be written by other users";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void create() throws IOException {
        file = Files.writeString(folder.resolve("key"), "secret");
    }

    @ParameterizedTest
    @CsvSource({
        "rw-------, true, true, ",
        "r--------, true, true, ",
        "rw-r-----, true, true, " + READ,
        "rw-r-----, true, false, ",
        "rw-r--r--, true, true, " + READ,
        "rw-r--r--, true, false, " + READ,
        "rw-r--r--, false, true, ",
        "rw-rw----, false, true, " + WRITE,
        "rw-rw-rw-, true, false, " + WRITE,
        "rw----rw-, false, false, " + WRITE,
    })
    void rightsThatAreTooOpenAreAProblem(String rights, boolean secret, boolean own, String problem)
            throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
        String owner = Files.getOwner(file).getName();

        assertThat(FileRights.problem(file, secret, own ? owner : owner + "-not"))
                .isEqualTo(Optional.ofNullable(problem));
    }

    @Test
    void theTargetOfALinkCountsAndAFileThatIsNotThereIsNoProblem() throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);

        assertThat(FileRights.problem(link, true, "")).contains(READ);
        assertThat(FileRights.problem(folder.resolve("none"), true, "")).isEmpty();
    }
}
