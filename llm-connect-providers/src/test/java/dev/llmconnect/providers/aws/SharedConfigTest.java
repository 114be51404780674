package dev.llmconnect.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedConfigTest {
    private static final String FILE = """
            # kept by AWS's tools
            [default]
            aws_access_key_id = AKIDDEFAULT
            aws_secret_access_key=SECRET
            s3 =
              aws_access_key_id = AKIDNESTED

            [ work ]
            ; temporary
            aws_access_key_id=AKIDWORK
            aws_secret_access_key = SECRET
            aws_session_token = session-token/with=signs

            [sso]
            sso_session = mine
            aws_secret_access_key = SECRET
            """.replace("SECRET", StubProvider.KEY);

    @TempDir
    private Path home;

    @BeforeEach
    void write() throws IOException {
        Files.createDirectories(home.resolve(".aws"));
        Files.writeString(home.resolve(".aws/credentials"), FILE);
    }

    @Test
    void theDefaultProfileOfTheHomeFolderSigns() {
        assertThat(sent(Map.of("HOME", home.toString())).getHeaders().get("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDDEFAULT/");
    }

    @Test
    void aProfileMayBeTemporary() {
        RecordedRequest sent = sent(Map.of("HOME", home.toString(), "AWS_PROFILE", "work"));

        assertThat(sent.getHeaders().get("Authorization")).contains("Credential=AKIDWORK/");
        assertThat(sent.getHeaders().get("X-Amz-Security-Token")).isEqualTo("session-token/with=signs");
    }

    @Test
    void aFileElsewhereAndKeysOfTheEnvironmentCountMore() throws IOException {
        Path other = home.resolve("keys");
        Files.writeString(other, FILE.replace("AKIDDEFAULT", "AKIDOTHER"));
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", home.toString());
        environment.put("AWS_SHARED_CREDENTIALS_FILE", other.toString());
        assertThat(sent(environment).getHeaders().get("Authorization")).contains("Credential=AKIDOTHER/");

        environment.put("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT");
        environment.put("AWS_SECRET_ACCESS_KEY", StubProvider.KEY);
        assertThat(sent(environment).getHeaders().get("Authorization")).contains("Credential=AKIDENVIRONMENT/");
    }

    @Test
    void whatIsMissingIsSaidWithoutWhatIsThere() {
        String file = home.resolve(".aws/credentials").toString();
        refused(
                Map.of("HOME", home.resolve("nobody").toString(), "AWS_EC2_METADATA_DISABLED", "true"),
                "set AWS_BEARER_TOKEN_BEDROCK");
        refused(Map.of("HOME", home.toString(), "AWS_PROFILE", "play"), "there is no AWS profile play in ");
        refused(Map.of("HOME", home.toString(), "AWS_PROFILE", "play"), file);
        refused(Map.of("HOME", home.toString(), "AWS_PROFILE", "sso"), "names the sso_session mine");
        refused(Map.of("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString()), "none cannot be read");
        refused(Map.of("AWS_CONFIG_FILE", home.resolve("none").toString()), "none cannot be read");
    }

    @Test
    void theConfigFileIsReadToo() throws IOException {
        Files.writeString(home.resolve(".aws/config"), """
                [profile  work]
                aws_access_key_id = AKIDCONFIG
                region = eu-west-1 # where we are
                [default]
                aws_access_key_id = AKIDPLAIN
                [profile default]
                aws_access_key_id = AKIDPREFERRED
                aws_secret_access_key = SECRET ; a comment
                """.replace("SECRET", StubProvider.KEY));
        assertThat(sent(Map.of("HOME", home.toString(), "AWS_PROFILE", "work"))
                        .getHeaders()
                        .get("Authorization"))
                .as("the credentials file counts more")
                .contains("Credential=AKIDWORK/");
        Files.delete(home.resolve(".aws/credentials"));
        assertThat(sent(Map.of("HOME", home.toString())).getHeaders().get("Authorization"))
                .contains("Credential=AKIDPREFERRED/");
    }

    private static RecordedRequest sent(Map<String, String> environment) {
        try (StubProvider stub = new StubProvider()
                .answers(
                        200,
                        "{\"output\":{\"message\":{\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\"}")) {
            AdapterSettings settings =
                    AdapterSettings.of(environment).with("region", "eu-west-1").with("base_url", stub.url());
            try (LLMAdapter adapter = LLMAdapters.create("bedrock", settings)) {
                adapter.execute(LLMRequest.of("Hello"));
            }
            RecordedRequest sent = stub.request();
            assertThat(sent.getHeaders().toString()).doesNotContain(StubProvider.KEY);
            return sent;
        }
    }

    private static void refused(Map<String, String> environment, String what) {
        AdapterSettings settings = AdapterSettings.of(environment).with("region", "eu-west-1");
        assertThatThrownBy(() -> LLMAdapters.create("bedrock", settings))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining(what)
                .hasMessageNotContaining(StubProvider.KEY);
    }
}
