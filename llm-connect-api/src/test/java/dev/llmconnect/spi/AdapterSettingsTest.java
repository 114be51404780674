package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
