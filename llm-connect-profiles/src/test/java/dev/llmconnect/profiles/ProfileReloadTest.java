package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileReloadTest {
    private final AtomicInteger readings = new AtomicInteger();

    @TempDir
    Path folder;

    private Path file;
    private ProfileAdapter adapter;
    private ProfileReload reload;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("profiles.json");
        model("one");
        adapter = ProfileAdapter.builder(new RecordingAdapter("plain"), load(), FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of()))
                .build();
        reload = new ProfileReload(adapter, this::load, file);
        readings.set(0);
    }

    private Profiles load() {
        readings.incrementAndGet();
        return Profiles.load(Map.of("LLM_CONNECT_PROFILE_FILE", file.toString()), FakeCatalog.REGISTRY);
    }

    private void model(String name) throws IOException {
        Files.writeString(file, "{\"p\": {\"provider\": \"local\", \"model\": \"" + name + "\"}}");
    }

    private String answers() {
        return adapter.execute("Hello", RunConfig.builder().modelName("p").build())
                .model();
    }

    @Test
    void aFileThatStaysIsNotReadAgain() {
        reload.check();
        reload.check();

        assertThat(readings).hasValue(0);
        assertThat(answers()).isEqualTo("one");
    }

    @Test
    void aChangeHoldsFromTheNextLookOn() throws IOException {
        model("three");
        reload.check();
        reload.check();

        assertThat(answers()).isEqualTo("three");
        assertThat(readings).hasValue(1);
    }

    @Test
    void aBadFileChangesNothingAndIsReadOnce() throws IOException {
        Files.writeString(file, "{\"p\": {\"provider\": \"lokal\"}}");
        reload.check();
        reload.check();

        assertThat(answers()).isEqualTo("one");
        assertThat(readings).hasValue(1);
        assertThat(reload.reload("the test says so")).isFalse();
    }

    @Test
    void aFileThatGoesAndComesAgainIsReadWhenItIsBack() throws IOException {
        Files.delete(file);
        reload.check();
        assertThat(answers()).isEqualTo("one");

        model("three");
        reload.check();

        assertThat(answers()).isEqualTo("three");
    }
}
