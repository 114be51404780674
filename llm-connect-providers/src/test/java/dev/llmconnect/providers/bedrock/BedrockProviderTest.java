package dev.llmconnect.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;

class BedrockProviderTest {
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", StubProvider.KEY);

    @Test
    void withAnAwsKeyTheCallIsSignedAndTheKeyStaysHere() {
        try (StubProvider stub = new StubProvider().answers(403, "{\"message\":\"no\"}")) {
            AdapterSettings settings = AdapterSettings.of(Map.of(
                    "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                    "AWS_SECRET_ACCESS_KEY", StubProvider.KEY,
                    "AWS_SESSION_TOKEN", "canary-session-token",
                    "AWS_DEFAULT_REGION", "eu-west-1",
                    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", stub.url()));
            try (LLMAdapter adapter = LLMAdapters.create("bedrock", settings)) {
                assertThatThrownBy(() -> adapter.execute(LLMRequest.of("Hello")))
                        .hasMessageNotContaining(StubProvider.KEY)
                        .hasMessageNotContaining("canary-session-token");
            }
            RecordedRequest request = stub.request();

            assertThat(request.getHeaders().get("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
                    .contains("/eu-west-1/bedrock/aws4_request, "
                            + "SignedHeaders=accept;content-type;host;x-amz-date;x-amz-security-token, Signature=");
            assertThat(request.getHeaders().get("X-Amz-Security-Token")).isEqualTo("canary-session-token");
            assertThat(request.getHeaders().toString()).doesNotContain(StubProvider.KEY);
        }
    }

    @Test
    void whatIsMissingIsSaid() {
        refused(Map.of(), "set AWS_BEARER_TOKEN_BEDROCK, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        refused(Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), "set AWS_SECRET_ACCESS_KEY");
        refused(KEYS, "set AWS_REGION or AWS_DEFAULT_REGION");
        refused(Map.of("AWS_BEARER_TOKEN_BEDROCK", StubProvider.KEY), "set AWS_REGION or AWS_DEFAULT_REGION");
        refused(
                Map.of("AWS_BEARER_TOKEN_BEDROCK", StubProvider.KEY, "AWS_REGION", "x.evil.example/"),
                "must look like us-east-1");
    }

    /** A provider counts as configured when one of its variables is set, so a role makes it so without anybody being asked. */
    @Test
    void theVariablesOfARoleAreAmongItsSettings() {
        assertThat(new BedrockProvider().settings().stream().flatMap(setting -> setting.variables().stream()))
                .contains(
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        "AWS_ROLE_ARN",
                        "AWS_PROFILE",
                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                        "AWS_CONTAINER_CREDENTIALS_FULL_URI")
                .doesNotContain("AWS_EC2_METADATA_DISABLED");
    }

    private static void refused(Map<String, String> environment, String what) {
        assertThatThrownBy(() -> LLMAdapters.create("bedrock", AdapterSettings.of(environment)))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining(StubProvider.KEY);
    }
}
