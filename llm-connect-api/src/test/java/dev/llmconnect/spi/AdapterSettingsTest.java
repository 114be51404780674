package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterSettingsTest {
    private static final ProviderSetting URL =
            ProviderSetting.baseUrl("azure-openai", "https://default.example", "CUSTOM_URL");

    @Test
    void ourVariableWinsOverTheCustomaryOneAndBothOverTheDefault() {
        assertThat(AdapterSettings.of(Map.of()).value(URL)).contains("https://default.example");
        assertThat(AdapterSettings.of(Map.of("CUSTOM_URL", "https://custom.example"))
                        .value(URL))
                .contains("https://custom.example");
        assertThat(AdapterSettings.of(Map.of(
                                "CUSTOM_URL",
                                "https://custom.example",
                                "LLM_CONNECT_AZURE_OPENAI_BASE_URL",
                                " https://ours.example "))
                        .value(URL))
                .contains("https://ours.example");
    }

    @Test
    void anExplicitValueWinsAndABlankOneCountsAsNone() {
        AdapterSettings settings = AdapterSettings.of(Map.of("CUSTOM_URL", "https://custom.example"));

        assertThat(settings.with(ProviderSetting.BASE_URL, "https://explicit.example")
                        .value(URL))
                .contains("https://explicit.example");
        assertThat(settings.with(ProviderSetting.BASE_URL, " ").value(URL)).contains("https://custom.example");
    }

    @Test
    void doesNotPrintValues() {
        AdapterSettings settings =
                AdapterSettings.of(Map.of("A_KEY", "canary-env")).with(ProviderSetting.API_KEY, "canary-explicit");

        assertThat(settings.toString()).doesNotContain("canary").contains("api_key");
    }

    @Test
    void aSecretMayStandInAFileThatAVariableNames(@TempDir Path folder) throws IOException {
        ProviderSetting key = ProviderSetting.apiKey("FIRST_API_KEY", "SECOND_API_KEY");
        Path file = Files.writeString(folder.resolve("key"), "canary-from-a-file\r\n");

        assertThat(AdapterSettings.of(Map.of("SECOND_API_KEY_FILE", file.toString()))
                        .requireSecret("acme", key)
                        .reveal())
                .isEqualTo("canary-from-a-file");
        assertThat(AdapterSettings.of(Map.of("FIRST_API_KEY_FILE", file.toString(), "FIRST_API_KEY", "canary-direct"))
                        .value(key))
                .contains("canary-direct");
        assertThat(AdapterSettings.of(Map.of("FIRST_API_KEY_FILE", file.toString(), "SECOND_API_KEY", "canary-direct"))
                        .value(key))
                .contains("canary-from-a-file");
        assertThat(AdapterSettings.of(Map.of("FIRST_API_KEY_FILE", " ")).value(key))
                .isEmpty();
    }

    @Test
    void aSettingThatIsNoSecretHasNoFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("url"), "https://file.example");

        assertThat(AdapterSettings.of(Map.of("CUSTOM_URL_FILE", file.toString()))
                        .value(URL))
                .contains("https://default.example");
    }

    @Test
    void aSecretFileThatCannotBeUsedIsNamedWithItsVariable(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n");
        Path huge = Files.writeString(folder.resolve("huge"), "k".repeat(70_000));
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 1});
        Map<Path, String> faults = Map.of(
                folder.resolve("absent"),
                "does not exist",
                folder,
                "cannot be read",
                empty,
                "is empty",
                huge,
                "is larger than 65536 bytes",
                binary,
                "is not UTF-8");

        faults.forEach((file, fault) -> assertThatThrownBy(
                        () -> AdapterSettings.of(Map.of("ACME_API_KEY_FILE", file.toString()))
                                .requireSecret("acme", ProviderSetting.apiKey("ACME_API_KEY")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("ACME_API_KEY_FILE: the file " + file + " " + fault));
    }
}
