package dev.llmconnect.providers.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VertexEndpointTest {
    private static final AdapterSettings SETTINGS =
            AdapterSettings.of(Map.of("VERTEX_ACCESS_TOKEN", "canary-token-1", "GOOGLE_CLOUD_PROJECT", "my-project"));

    @ParameterizedTest
    @CsvSource({
        "global,https://aiplatform.googleapis.com",
        "europe-west1,https://europe-west1-aiplatform.googleapis.com",
        "eu,https://aiplatform.eu.rep.googleapis.com",
        "us,https://aiplatform.us.rep.googleapis.com"
    })
    void everyLocationHasItsHost(String location, String host) {
        assertThat(find(SETTINGS.with("location", location)).url("google", "gemini-3", "generateContent"))
                .isEqualTo(host + "/v1/projects/my-project/locations/" + location
                        + "/publishers/google/models/gemini-3:generateContent");
    }

    @Test
    void anotherVersionOfTheApiCanBeAskedFor() {
        assertThat(VertexEndpoint.find("vertex-gemini", SETTINGS, "v1beta1").url("google", "g", "generateContent"))
                .startsWith("https://aiplatform.googleapis.com/v1beta1/projects/my-project/");
    }

    @Test
    void theBaseUrlCanBeReplaced() {
        AdapterSettings settings = AdapterSettings.of(Map.of(
                "VERTEX_ACCESS_TOKEN", "canary-token-1",
                "GOOGLE_CLOUD_PROJECT", "my-project",
                "LLM_CONNECT_VERTEX_ANTHROPIC_BASE_URL", "http://127.0.0.1:9000/v1/"));
        assertThat(find(settings).url("anthropic", "claude-sonnet-4-5@20250929", "rawPredict"))
                .isEqualTo("http://127.0.0.1:9000/v1/projects/my-project/locations/global"
                        + "/publishers/anthropic/models/claude-sonnet-4-5@20250929:rawPredict");
    }

    @Test
    void noModelNameLeadsElsewhere() {
        assertThat(find(SETTINGS).url("anthropic", "x/y?y=1#z", "rawPredict"))
                .isEqualTo("https://aiplatform.googleapis.com/v1/projects/my-project/locations/global"
                        + "/publishers/anthropic/models/x%2Fy%3Fy%3D1%23z:rawPredict");
    }

    @Test
    void aMissingProjectIsNamed() {
        assertThatThrownBy(() -> find(AdapterSettings.of(Map.of("VERTEX_ACCESS_TOKEN", "canary-token-1"))))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no project for vertex-anthropic: set GOOGLE_CLOUD_PROJECT or GOOGLE_VERTEX_PROJECT"
                        + " or ANTHROPIC_VERTEX_PROJECT_ID");
    }

    @Test
    void aLocationThatIsNoNameIsRefused() {
        assertThatThrownBy(() -> find(SETTINGS.with("location", "evil.example/")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("the Google Cloud location must consist of lower-case letters, digits and hyphens, "
                        + "got evil.example/");
    }

    @Test
    void printedItTellsNoToken() {
        assertThat(find(SETTINGS)).asString().contains("my-project").doesNotContain("canary");
    }

    private static VertexEndpoint find(AdapterSettings settings) {
        return VertexEndpoint.find("vertex-anthropic", settings);
    }
}
