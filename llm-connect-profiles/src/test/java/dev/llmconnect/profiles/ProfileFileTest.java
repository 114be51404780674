package dev.llmconnect.profiles;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMProfileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileFileTest {
    private static final String DEFINITIONS = "{\"é\": {\"provider\": \"local\"}}";

    @TempDir
    Path folder;

    private static Profiles load(String file) {
        return Profiles.load(Map.of("LLM_CONNECT_PROFILE_FILE", file), FakeCatalog.REGISTRY);
    }

    private String file(byte[] content) throws IOException {
        return Files.write(folder.resolve("p.json"), content).toString();
    }

    private static void refuses(String file, String message) {
        assertThatThrownBy(() -> load(file))
                .isInstanceOfSatisfying(
                        LLMProfileException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_ERROR))
                .hasMessage("file " + file + " " + message);
    }

    @Test
    void readsUtf8WithAndWithoutByteOrderMark() throws IOException {
        assertThat(load(file(DEFINITIONS.getBytes(UTF_8))).names()).contains("é");
        assertThat(load(file(("\uFEFF" + DEFINITIONS).getBytes(UTF_8))).names()).contains("é");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        refuses(folder.resolve("nothing.json").toString(), "(LLM_CONNECT_PROFILE_FILE) does not exist");
    }

    @Test
    void refusesAFolder() {
        refuses(folder.toString(), "(LLM_CONNECT_PROFILE_FILE) is not a file");
    }

    @Test
    void refusesANameThatIsNoPath() {
        refuses("a\0b", "(LLM_CONNECT_PROFILE_FILE) is not a path");
    }

    @Test
    void refusesOtherEncodings() throws IOException {
        refuses(
                file(("\uFEFF" + DEFINITIONS).getBytes(UTF_16LE)),
                "(LLM_CONNECT_PROFILE_FILE) is UTF-16; save it as UTF-8");
        refuses(
                file(("\uFEFF" + DEFINITIONS).getBytes(UTF_16BE)),
                "(LLM_CONNECT_PROFILE_FILE) is UTF-16; save it as UTF-8");
        refuses(file(new byte[] {'{', '"', (byte) 0xE9, '"'}), "(LLM_CONNECT_PROFILE_FILE) is not UTF-8");
    }

    @Test
    void refusesALargeFile() throws IOException {
        byte[] large = new byte[ProfileFile.LARGEST_BYTES + 1];
        Arrays.fill(large, (byte) ' ');
        refuses(file(large), "(LLM_CONNECT_PROFILE_FILE) is larger than 1048576 bytes");

        byte[] largest = Arrays.copyOf(large, ProfileFile.LARGEST_BYTES);
        System.arraycopy(DEFINITIONS.getBytes(UTF_8), 0, largest, 0, DEFINITIONS.getBytes(UTF_8).length);
        assertThat(load(file(largest)).names()).contains("é");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        refuses(file(new byte[0]), "is empty; expected an object keyed by profile name");
    }

    @Test
    void namesTheFileWhenItsTextIsWrong() throws IOException {
        refuses(file("{\"a\":\n{]".getBytes(UTF_8)), "is not valid JSON: a name is missing at a, line 2, column 2");
    }
}
