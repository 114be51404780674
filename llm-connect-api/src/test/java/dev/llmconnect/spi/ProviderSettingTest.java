package dev.llmconnect.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProviderSettingTest {
    @Test
    void aSettingHasNothingButItsNameByDefault() {
        ProviderSetting setting = ProviderSetting.builder("region").build();

        assertThat(setting.name()).isEqualTo("region");
        assertThat(setting.variables()).isEmpty();
        assertThat(setting.defaultValue()).isNull();
        assertThat(setting.isSecret()).isFalse();
        assertThat(setting.description()).isEmpty();
    }

    @Test
    void theVariableOfOursWinsOverTheCustomaryOnes() {
        assertThat(ProviderSetting.baseUrl("open-ai.2", "https://x", "A", "B").variables())
                .containsExactly("LLM_CONNECT_OPEN_AI_2_BASE_URL", "A", "B");
    }

    @Test
    void settingsOfTheSameValuesAreEqual() {
        ProviderSetting one = ProviderSetting.apiKey("KEY");

        assertThat(one)
                .isEqualTo(ProviderSetting.builder(ProviderSetting.API_KEY)
                        .variables(List.of("KEY"))
                        .secret()
                        .description("the key of the provider's API")
                        .build())
                .hasSameHashCodeAs(ProviderSetting.apiKey("KEY"))
                .isNotEqualTo(ProviderSetting.apiKey("OTHER"))
                .hasToString("ProviderSetting[api_key, [KEY]]");
    }
}
