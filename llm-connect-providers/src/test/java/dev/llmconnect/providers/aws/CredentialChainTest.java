package dev.llmconnect.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialChainTest {
    @TempDir
    private Path home;

    private final FakeAws aws = new FakeAws();

    @BeforeEach
    void home() {
        aws.with("HOME", home.toString());
    }

    @AfterEach
    void close() {
        aws.close();
    }

    private Path file(String name, String text) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text.replace("SECRET", FakeAws.SECRET));
    }

    private void webIdentity() throws IOException {
        aws.with("AWS_ROLE_ARN", "arn:aws:iam::1:role/web")
                .with(
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        file("token", "canary.web.token\n").toString());
    }

    private void profile() throws IOException {
        file(".aws/credentials", "[default]\naws_access_key_id = AKIDFILE\naws_secret_access_key = SECRET\n");
    }

    /** Each row sets up a source and those after it. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "environment, AKIDENV",
        "web identity, ASIAWEB",
        "profile, AKIDFILE",
        "container, ASIACONTAINER",
        "instance, ASIAINSTANCE"
    })
    void theFirstSourceThatIsSetUpGivesTheCredentials(String first, String id) throws IOException {
        List<String> all = List.of("environment", "web identity", "profile", "container", "instance");
        List<String> setUp = all.subList(all.indexOf(first), all.size());
        if (setUp.contains("environment")) {
            aws.with("AWS_ACCESS_KEY_ID", "AKIDENV").with("AWS_SECRET_ACCESS_KEY", FakeAws.SECRET);
        }
        if (setUp.contains("web identity")) {
            webIdentity();
        }
        if (setUp.contains("profile")) {
            profile();
        }
        if (setUp.contains("container")) {
            aws.with("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.server.url() + "/role");
        }
        switch (first) {
            case "web identity" -> aws.assumes("ASIAWEB");
            case "container" -> aws.gives("ASIACONTAINER");
            case "instance" -> aws.says("token-of-imds").says("my-role").gives("ASIAINSTANCE");
            default -> assertThat(List.of("environment", "profile")).contains(first);
        }

        assertThat(aws.credentials().accessKeyId()).isEqualTo(id);
    }

    @Test
    void nothingIsAskedBeforeTheFirstCall() throws IOException {
        webIdentity();
        AdapterSettings settings = AdapterSettings.of(aws.environment);
        LLMAdapters.create("bedrock", settings).close();
        assertThat(aws.server.server().getRequestCount()).isZero();
    }

    @Test
    void bedrockIsSignedWithTheCredentialsOfARole() throws IOException {
        webIdentity();
        aws.assumes("ASIAWEB");
        aws.server.answers(
                200, "{\"output\":{\"message\":{\"content\":[{\"text\":\"Hi\"}]}},\"stopReason\":\"end_turn\"}");
        AdapterSettings settings = AdapterSettings.of(aws.environment).with("base_url", aws.server.url());
        try (LLMAdapter adapter = LLMAdapters.create("bedrock", settings)) {
            assertThat(adapter.execute(LLMRequest.of("Hello")).content()).isEqualTo("Hi");
        }
        aws.request();
        RecordedRequest signed = aws.request();
        assertThat(FakeAws.header(signed, "Authorization")).contains("Credential=ASIAWEB/");
        assertThat(FakeAws.header(signed, "X-Amz-Security-Token")).isEqualTo(FakeAws.TOKEN);
    }

    @Test
    void aWebIdentityTokenIsReadAgainForEachRenewal() throws IOException {
        webIdentity();
        aws.with("AWS_ROLE_SESSION_NAME", "my-session").assumes("ASIAONE").assumes("ASIATWO");
        RenewedCredential<AwsCredentials> credential = aws.credential();

        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId()).isEqualTo("ASIAONE");
        RecordedRequest request = aws.request();
        assertThat(request.getTarget()).isEqualTo("/");
        assertThat(FakeAws.header(request, "Authorization")).isEmpty();
        assertThat(FakeAws.form(request))
                .isEqualTo(Map.of(
                        "Action", "AssumeRoleWithWebIdentity",
                        "Version", "2011-06-15",
                        "RoleArn", "arn:aws:iam::1:role/web",
                        "RoleSessionName", "my-session",
                        "WebIdentityToken", "canary.web.token"));

        file("token", "canary.second.token");
        aws.clock.advance(Duration.ofHours(1).minus(CredentialLeases.MARGIN).minusSeconds(1));
        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId()).isEqualTo("ASIAONE");
        aws.clock.advance(Duration.ofSeconds(1));
        assertThat(credential.get(LLMRequest.of("Hello")).accessKeyId()).isEqualTo("ASIATWO");
        assertThat(FakeAws.form(aws.request())).containsEntry("WebIdentityToken", "canary.second.token");
    }

    @Test
    void aRefusalNamesTheSourceWhatWasTriedBeforeItAndNoCredential() throws IOException {
        webIdentity();
        aws.server.answers(new MockResponse.Builder()
                .code(403)
                .body("<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>"
                        + "<Message>Not authorized: canary.web.token</Message></Error></ErrorResponse>"));
        assertThatThrownBy(aws::credentials)
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.reason()).isEqualTo(FailureReason.AUTHENTICATION);
                    assertThat(e.isRetryable()).isFalse();
                    assertThat(e.details().provider()).contains("bedrock");
                    assertThat(e.details().providerStatus()).contains(403);
                })
                .hasMessage("no AWS credentials for bedrock from web identity (AWS_WEB_IDENTITY_TOKEN_FILE): AWS STS"
                        + " answered HTTP 403 (AccessDenied): Not authorized: [REDACTED];"
                        + " tried before it: environment (AWS_ACCESS_KEY_ID is not set)");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling, rate_limit",
        "400, IDPCommunicationError, server",
        "503, ServiceUnavailable, server",
        "400, ExpiredTokenException, authentication"
    })
    void whatAwsSaysDecidesWhatHappensNext(int status, String code, String reason) throws IOException {
        webIdentity();
        aws.server.answers(new MockResponse.Builder()
                .code(status)
                .body("<ErrorResponse><Error><Code>" + code + "</Code></Error></ErrorResponse>"));
        assertThatThrownBy(aws::credentials)
                .isInstanceOfSatisfying(LLMApiException.class, e -> {
                    assertThat(e.reason().toString()).contains(reason);
                    assertThat(e instanceof LLMRateLimitException).isEqualTo(reason.equals("rate_limit"));
                })
                .hasMessageContaining(code);
    }

    @Test
    void aMissingTokenFileIsNamed() throws IOException {
        webIdentity();
        Files.delete(home.resolve("token"));
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining(
                        "AWS_WEB_IDENTITY_TOKEN_FILE: the file " + home.resolve("token") + " does not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{}",
                "<a><Credentials><AccessKeyId>x</AccessKeyId></Credentials></a>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><AccessKeyId>&x;</AccessKeyId></a>"
            })
    void anAnswerThatIsNoneIsMalformed(String body) throws IOException {
        webIdentity();
        aws.says(body);
        assertThatThrownBy(aws::credentials)
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED))
                .hasMessageContaining("AWS STS returned an answer without");
    }

    @Test
    void anAnswerIsBounded() throws IOException {
        webIdentity();
        aws.says("<a>" + "x".repeat(2 << 20) + "</a>");
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("AWS STS")
                .hasMessageContaining("larger than 1048576 bytes");
    }

    @Test
    void theDeadlineOfTheCallEndsTheFetching() throws IOException {
        webIdentity();
        aws.server.answers(new MockResponse.Builder().headersDelay(20, TimeUnit.SECONDS));
        RenewedCredential<AwsCredentials> credential = aws.credential();
        LLMRequest hurried = LLMRequest.of(
                        "Hello",
                        RunConfig.builder().timeout(Duration.ofMillis(200)).build())
                .begin();
        assertThatThrownBy(() -> credential.get(hurried)).isInstanceOf(LLMTimeoutException.class);
    }

    @Test
    void aContainerGivesItsRoleForItsToken() throws IOException {
        aws.with("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.server.url() + "/role?id=1")
                .with("AWS_CONTAINER_AUTHORIZATION_TOKEN", "Basic canary-of-the-variable")
                .gives("ASIAONE")
                .gives("ASIATWO");
        assertThat(aws.credentials().sessionToken()).isNotNull();
        RecordedRequest request = aws.request();
        assertThat(request.getRequestLine()).startsWith("GET /role?id=1 ");
        assertThat(FakeAws.header(request, "Authorization")).isEqualTo("Basic canary-of-the-variable");

        aws.with(
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                file("container-token", "canary-of-the-file\n").toString());
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIATWO");
        assertThat(FakeAws.header(aws.request(), "Authorization")).isEqualTo("canary-of-the-file");
    }

    @Test
    void aContainerThatRefusesIsNotReplacedByTheInstance() {
        aws.with("AWS_CONTAINER_CREDENTIALS_FULL_URI", aws.server.url() + "/role");
        aws.server.answers(400, "{\"code\":\"InvalidToken\",\"message\":\"no such task\"}");
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining(
                        "the container credentials endpoint answered HTTP 400 (InvalidToken): no such task")
                .hasMessageContaining("web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set)")
                .hasMessageContaining("there is no profile default in " + home);
        assertThat(aws.server.server().getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/credentials/1, http://169.254.170.2/v2/credentials/1",
        "http://169.254.170.23/v1/credentials, http://169.254.170.23/v1/credentials",
        "'http://[fd00:ec2::23]/v1/credentials', 'http://[fd00:ec2::23]/v1/credentials'",
        "http://localhost:8080/x, http://localhost:8080/x",
        "'http://[::1]/x', 'http://[::1]/x'",
        "https://anywhere.example/x, https://anywhere.example/x",
    })
    void aContainerMayAskTheAgentsAndTheMachineItself(String uri, String url) {
        AdapterSettings settings = AdapterSettings.of(aws.environment);
        AwsEnvironment environment = new AwsEnvironment(
                settings, SharedConfig.of(settings), aws.clock, dev.llmconnect.providers.http.Network.DEFAULT);
        assertThat(new ContainerCredentials(uri, environment).url()).isEqualTo(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example/x",
                "http://169.254.169.254/x",
                "http://127.0.0.1@evil.example/x",
                "http://127.0.0.1.evil.example/x",
                "http://10.0.0.1/x",
                "ftp://127.0.0.1/x",
                "evil.example",
                "http://canary:pass word"
            })
    void aContainerAsksNobodyElse(String uri) {
        aws.with("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);
        assertThatThrownBy(aws::credential)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("AWS_CONTAINER_CREDENTIALS_FULL_URI must be")
                .hasMessageNotContaining("canary");
    }

    @Test
    void anInstanceIsAskedWithASession() {
        aws.says("token-of-imds").says("my-role").gives("ASIAINSTANCE");
        assertThat(aws.credentials().accessKeyId()).isEqualTo("ASIAINSTANCE");

        RecordedRequest session = aws.request();
        assertThat(session.getRequestLine()).startsWith("PUT /latest/api/token ");
        assertThat(FakeAws.header(session, "X-aws-ec2-metadata-token-ttl-seconds"))
                .isEqualTo("300");
        RecordedRequest role = aws.request();
        assertThat(role.getRequestLine()).startsWith("GET /latest/meta-data/iam/security-credentials/ ");
        assertThat(FakeAws.header(role, "X-aws-ec2-metadata-token")).isEqualTo("token-of-imds");
        assertThat(aws.request().getRequestLine())
                .startsWith("GET /latest/meta-data/iam/security-credentials/my-role ");
    }

    @Test
    void outsideOfAwsTheMessageNamesEverySourceAndWhatToSet() {
        aws.with("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1");
        assertThatThrownBy(aws::credentials)
                .isInstanceOfSatisfying(
                        LLMConfigurationException.class,
                        e -> assertThat(e.reason()).isEqualTo(FailureReason.AUTHENTICATION))
                .hasMessageContaining("the instance metadata service at 127.0.0.1:1 cannot be reached")
                .hasMessageContaining("environment (AWS_ACCESS_KEY_ID is not set)")
                .hasMessageContaining("web identity (AWS_WEB_IDENTITY_TOKEN_FILE is not set)")
                .hasMessageContaining("profile (there is no profile default in ")
                .hasMessageContaining("container (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                .hasMessageContaining("set AWS_BEARER_TOKEN_BEDROCK");
    }

    @Test
    void anInstanceThatIsSilentIsLeftAfterOneSecond() {
        aws.server.answers(new MockResponse.Builder().headersDelay(20, TimeUnit.SECONDS));
        long start = System.nanoTime();
        assertThatThrownBy(aws::credentials)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("the instance metadata service");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void withoutInstanceMetadataThereIsAnErrorAtOnce() {
        aws.with("AWS_EC2_METADATA_DISABLED", "true");
        assertThatThrownBy(aws::credential)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("instance metadata (AWS_EC2_METADATA_DISABLED is true)");
        aws.with("AWS_EC2_METADATA_DISABLED", "maybe");
        assertThatThrownBy(aws::credential)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("AWS_EC2_METADATA_DISABLED must be");
    }
}
