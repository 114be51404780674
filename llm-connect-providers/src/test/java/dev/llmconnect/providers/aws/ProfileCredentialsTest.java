package dev.llmconnect.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileCredentialsTest {
    private static final String CONFIG = """
            [default]
            region = us-west-2

            [profile role]
            role_arn = arn:aws:iam::1:role/one
            source_profile = keys
            external_id = ext-1
            duration_seconds = 1800
            role_session_name = me

            [profile chained]
            role_arn = arn:aws:iam::1:role/two
            source_profile = role

            [profile own]
            role_arn = arn:aws:iam::1:role/own
            source_profile = own
            aws_access_key_id = AKIDOWN
            aws_secret_access_key = SECRET

            [profile environment]
            role_arn = arn:aws:iam::1:role/env
            credential_source = Environment
            [profile container]
            role_arn = arn:aws:iam::1:role/container
            credential_source = EcsContainer
            [profile instance]
            role_arn = arn:aws:iam::1:role/instance
            credential_source = Ec2InstanceMetadata
            [profile wrong-source]
            role_arn = arn:aws:iam::1:role/x
            credential_source = Anywhere

            [profile mfa]
            role_arn = arn:aws:iam::1:role/x
            source_profile = keys
            mfa_serial = arn:aws:iam::1:mfa/me
            [profile both]
            role_arn = arn:aws:iam::1:role/x
            source_profile = keys
            credential_source = Environment
            [profile neither]
            role_arn = arn:aws:iam::1:role/x
            [profile a]
            role_arn = arn:aws:iam::1:role/a
            source_profile = b
            [profile b]
            role_arn = arn:aws:iam::1:role/b
            source_profile = a
            [profile lost]
            role_arn = arn:aws:iam::1:role/x
            source_profile = nowhere
            [profile half]
            aws_access_key_id = AKIDHALF
            [profile login]
            login_session = arn:aws:iam::1:user/me

            [sso-session mine]
            sso_region = eu-central-1
            sso_start_url = https://my.awsapps.com/start
            [profile sso]
            sso_session = mine
            sso_account_id = 123456789012
            sso_role_name = Read Only
            [profile old-sso]
            sso_region = eu-central-1
            sso_start_url = https://my.awsapps.com/start
            sso_account_id = 123456789012
            sso_role_name = Reader
            [profile sso-lost]
            sso_session = nowhere
            sso_account_id = 1
            sso_role_name = r
            [profile sso-half]
            sso_session = mine
            """.replace("SECRET", FakeAws.SECRET);
    private static final String KEYS =
            "[keys]\naws_access_key_id = AKIDKEYS\naws_secret_access_key = SECRET\n".replace("SECRET", FakeAws.SECRET);
    private static final String ROLE_CREDENTIALS =
            "{\"roleCredentials\":{\"accessKeyId\":\"ASIASSO\",\"secretAccessKey\":\"" + FakeAws.SECRET
                    + "\",\"sessionToken\":\"" + FakeAws.TOKEN + "\",\"expiration\":"
                    + FakeAws.START.plusSeconds(3600).toEpochMilli() + "}}";

    @TempDir
    private Path home;

    private final FakeAws aws = new FakeAws();

    @BeforeEach
    void write() throws IOException {
        aws.with("HOME", home.toString()).with("AWS_EC2_METADATA_DISABLED", "true");
        Files.createDirectories(home.resolve(".aws/sso/cache"));
        Files.writeString(home.resolve(".aws/config"), CONFIG);
        Files.writeString(home.resolve(".aws/credentials"), KEYS);
    }

    @AfterEach
    void close() {
        aws.close();
    }

    @Test
    void aRoleIsAssumedWithTheKeysOfItsSource() {
        aws.with("AWS_PROFILE", "role").assumes("ASIAROLE");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAROLE");

        RecordedRequest request = aws.request();
        assertThat(FakeAws.header(request, "Authorization")).contains("Credential=AKIDKEYS/20260701/eu-west-1/sts/");
        assertThat(FakeAws.form(request))
                .isEqualTo(Map.of(
                        "Action", "AssumeRole",
                        "Version", "2011-06-15",
                        "RoleArn", "arn:aws:iam::1:role/one",
                        "RoleSessionName", "me",
                        "ExternalId", "ext-1",
                        "DurationSeconds", "1800"));
    }

    @Test
    void aRoleMayBeAssumedWithARole() {
        aws.with("AWS_PROFILE", "chained").assumes("ASIAONE").assumes("ASIATWO");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIATWO");
        aws.request();
        RecordedRequest second = aws.request();
        assertThat(FakeAws.header(second, "Authorization")).contains("Credential=ASIAONE/");
        assertThat(FakeAws.header(second, "X-Amz-Security-Token")).isEqualTo(FakeAws.TOKEN);
        assertThat(FakeAws.form(second)).containsEntry("RoleArn", "arn:aws:iam::1:role/two");
    }

    @Test
    void aRoleMayBeAssumedWithTheKeysOfItsOwnProfile() {
        aws.with("AWS_PROFILE", "own").assumes("ASIAOWN");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAOWN");
        assertThat(FakeAws.header(aws.request(), "Authorization")).contains("Credential=AKIDOWN/");
    }

    @Test
    void aRoleMayBeAssumedWithTheCredentialsOfTheMachine() {
        aws.with("AWS_PROFILE", "container")
                .with("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.server.url() + "/role")
                .gives("ASIACONTAINER")
                .assumes("ASIAROLE");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAROLE");
        aws.request();
        assertThat(FakeAws.header(aws.request(), "Authorization")).contains("Credential=ASIACONTAINER/");

        aws.with("AWS_PROFILE", "instance")
                .says("token-of-imds")
                .says("my-role")
                .gives("ASIAINSTANCE")
                .assumes("ASIAROLE");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAROLE");
    }

    @Test
    void aSignInThatIsCachedGivesARole() throws IOException {
        // sha1 of mine
        Path cache = home.resolve(".aws/sso/cache/" + sha1("mine") + ".json");
        Files.writeString(cache, "{\"accessToken\":\"canary-sso-token\",\"expiresAt\":\"2026-07-01T11:00:00Z\"}");
        aws.with("AWS_PROFILE", "sso");
        aws.server.answers(200, ROLE_CREDENTIALS);
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIASSO");
        RecordedRequest request = aws.request();
        assertThat(request.getTarget())
                .isEqualTo("/federation/credentials?account_id=123456789012&role_name=Read%20Only");
        assertThat(FakeAws.header(request, "x-amz-sso_bearer_token")).isEqualTo("canary-sso-token");
    }

    @Test
    void theOldFormOfSingleSignOnIsReadToo() throws IOException {
        Path cache = home.resolve(".aws/sso/cache/" + sha1("https://my.awsapps.com/start") + ".json");
        Files.writeString(cache, "{\"accessToken\":\"canary-sso-token\",\"expiresAt\":\"2026-07-01T11:00:00UTC\"}");
        aws.with("AWS_PROFILE", "old-sso");
        aws.server.answers(200, ROLE_CREDENTIALS);
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIASSO");

        aws.server.answers(401, "{\"message\":\"Session token not found or invalid\"}");
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("AWS IAM Identity Center answered HTTP 401")
                .hasMessageNotContaining("canary");

        aws.clock.advance(Duration.ofHours(2));
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining(
                        "the sign-in expired at 2026-07-01T11:00:00Z: run aws sso login --profile old-sso");
        Files.writeString(cache, "{canary");
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("cannot be used: run aws sso login")
                .hasMessageNotContaining("canary");
        Files.delete(cache);
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("there is no sign-in: run aws sso login --profile old-sso");
    }

    private static String sha1(String text) {
        return okio.ByteString.encodeUtf8(text).sha1().hex();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong-source | must be Environment, Ec2InstanceMetadata or EcsContainer",
                "environment | AWS_ACCESS_KEY_ID is not set",
                "container | AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set",
                "mfa | has mfa_serial, which requires an interactive code",
                "both | needs either source_profile or credential_source",
                "neither | needs either source_profile or credential_source",
                "a | circle of source_profile",
                "lost | the AWS profile nowhere is in none of",
                "half | needs both aws_access_key_id and aws_secret_access_key",
                "login | login_session, which is not supported",
                "sso-lost | sso_session nowhere, which AWS's config file does not have",
                "sso-half | needs sso_account_id and sso_role_name",
                "play | there is no AWS profile play in",
            })
    void aWrongProfileIsRefusedWithTheReason(String profile, String why) {
        aws.with("AWS_PROFILE", profile);
        assertThatThrownBy(aws::credential)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(FakeAws.SECRET);
    }

    @Test
    void keysThatAnotherToolWritesAreReadAgain() throws IOException {
        aws.with("AWS_PROFILE", "keys");
        RenewedCredential<AwsCredentials> credential = aws.credential();
        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId()).isEqualTo("AKIDKEYS");
        Files.writeString(home.resolve(".aws/credentials"), KEYS.replace("AKIDKEYS", "ASIANEW"));
        aws.clock.advance(Duration.ofMinutes(1));
        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId()).isEqualTo("ASIANEW");

        Files.writeString(home.resolve(".aws/credentials"), "[keys");
        aws.clock.advance(Duration.ofMinutes(1));
        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId())
                .as("the last ones that were there")
                .isEqualTo("ASIANEW");
    }

    @Test
    void theRegionComesFromTheEnvironmentElseFromTheProfile() {
        assertThat(region(Map.of("AWS_DEFAULT_REGION", "eu-west-3"))).isEqualTo("eu-west-3");
        assertThat(region(Map.of("AWS_DEFAULT_REGION", "eu-west-3", "AWS_REGION", "eu-west-1")))
                .isEqualTo("eu-west-1");
        assertThat(region(Map.of())).isEqualTo("us-west-2");
        assertThatThrownBy(() -> region(Map.of("AWS_PROFILE", "keys")))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("set AWS_REGION or AWS_DEFAULT_REGION");
    }

    private String region(Map<String, String> environment) {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("HOME", home.toString());
        AdapterSettings settings = AdapterSettings.of(all);
        return AwsSettings.requireRegion("bedrock", settings, SharedConfig.of(settings));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProgramMayGiveTheCredentials() throws IOException {
        process("echo '{\"Version\":1,\"AccessKeyId\":\"ASIAPROCESS\",\"SecretAccessKey\":\"" + FakeAws.SECRET
                + "\",\"SessionToken\":\"" + FakeAws.TOKEN + "\",\"Expiration\":\"2026-07-01T11:00:00Z\"}'");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAPROCESS");

        process("echo canary-of-the-program >&2; exit 3");
        processFails("credential_process of profile process ended with exit code 3");
        process("echo canary-of-the-program");
        processFails("wrote no credentials in JSON");
        process("head -c 100000 /dev/zero");
        processFails("wrote no credentials in JSON");
    }

    private void processFails(String why) {
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("canary");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProgramThatHangsEndsWithTheCall() throws IOException {
        process("sleep 60.125 & sleep 60.125");
        RenewedCredential<AwsCredentials> credential = aws.credential();
        LLMRequest hurried = LLMRequest.of(
                        "Hello",
                        RunConfig.builder().timeout(Duration.ofMillis(300)).build())
                .begin();
        assertThatThrownBy(() -> credential.get(hurried)).isInstanceOf(LLMTimeoutException.class);
        // The system may take a moment to end a program that was told to.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (ProcessHandle.allProcesses().anyMatch(ProfileCredentialsTest::isOfTheCommand)) {
            assertThat(System.nanoTime() - deadline)
                    .as("time beyond 20 s in which a program of the command is left")
                    .isNegative();
            Thread.onSpinWait();
        }
    }

    private static boolean isOfTheCommand(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains("sleep 60.125");
    }

    private void process(String command) throws IOException {
        aws.with("AWS_PROFILE", "process");
        Files.writeString(home.resolve(".aws/config"), "[profile process]\ncredential_process = " + command + "\n");
    }
}
