package dev.llmconnect.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMProfileException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A profile's key in a file: {@code "api_key": "${file:…}"}. */
class ProfileKeyFileTest {
    @TempDir
    Path folder;

    @BeforeEach
    void forgetWhatWasMade() {
        FakeProvider.MADE.clear();
    }

    private static Profiles load(String definition) {
        return Profiles.load(
                Map.of("LLM_CONNECT_PROFILES_JSON", "{\"p\": {\"provider\": \"openrouter\", " + definition + "}}"),
                FakeCatalog.REGISTRY);
    }

    @Test
    void theKeyIsReadFromTheFileAndOnlyTheReferenceIsShown() throws IOException {
        Path file = Files.writeString(folder.resolve("key"), "canary-of-a-profile\n");
        Profiles profiles = load("\"api_key\": \"${file:" + file + "}\"");
        try (LLMAdapter adapter = ProfileAdapter.builder(new RecordingAdapter("plain"), profiles, FakeCatalog.REGISTRY)
                .settings(AdapterSettings.of(Map.of()))
                .build()) {
            adapter.execute("Hello", RunConfig.builder().modelName("p").build());
        }

        assertThat(FakeProvider.made("openrouter").get(0).key()).contains("canary-of-a-profile");
        assertThat(profiles.find("p").orElseThrow().values().toString())
                .contains("${file:" + file + "}")
                .doesNotContain("canary");
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithTheProfileAndTheField() {
        Path absent = folder.resolve("absent");

        assertThatThrownBy(() -> load("\"api_key\": \"${file:" + absent + "}\""))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageContaining("api_key of p: the file " + absent + " does not exist");
    }

    @Test
    void aKeyItselfIsRefusedAndNotShown() {
        assertThatThrownBy(() -> load("\"api_key\": \"canary-key-12345\""))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageContaining("p.api_key must be a file that holds the key")
                .hasMessageNotContaining("canary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"model\": \"${file:/x}\"", "\"model_params\": {\"a\": [{\"b\": \"${file:/x}\"}]}"})
    void aReferenceInAnotherFieldIsRefused(String field) {
        assertThatThrownBy(() -> load(field))
                .isInstanceOf(LLMProfileException.class)
                .hasMessageContaining("does not accept ${file:…}; only api_key does");
    }
}
