package dev.llmconnect.providers.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.RunConfig;
import dev.llmconnect.providers.SettableClock;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.credentials.RenewedCredential;
import dev.llmconnect.providers.http.Network;
import dev.llmconnect.spi.AdapterSettings;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** AWS's endpoints for credentials on loopback, and an environment that leads to them. */
final class FakeAws implements AutoCloseable {
    static final Instant START = Instant.parse("2026-07-01T10:00:00Z");
    static final String SECRET = StubProvider.KEY;
    static final String TOKEN = "canary-session-token-1";

    final StubProvider server = new StubProvider();
    final SettableClock clock = new SettableClock(START);
    final Map<String, String> environment = new HashMap<>();

    FakeAws() {
        environment.put("AWS_REGION", "eu-west-1");
        environment.put("AWS_ENDPOINT_URL_STS", server.url());
        environment.put("AWS_ENDPOINT_URL_SSO", server.url());
        environment.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", server.url());
    }

    FakeAws with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** STS's answer with these credentials, for an hour. */
    FakeAws assumes(String id) {
        server.answers(
                new MockResponse.Builder().setHeader("Content-Type", "text/xml").body("""
                        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
                        <AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/r/s</Arn></AssumedRoleUser>
                        <Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey>
                        <SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>
                        </AssumeRoleResult></AssumeRoleResponse>
                        """.formatted(
                                id, SECRET, TOKEN, clock.instant().plus(Duration.ofHours(1)))));
        return this;
    }

    /** The answer of a container or an instance, for an hour. */
    FakeAws gives(String id) {
        server.answers(
                200,
                "{\"Code\":\"Success\",\"AccessKeyId\":\"" + id + "\",\"SecretAccessKey\":\"" + SECRET
                        + "\",\"Token\":\"" + TOKEN + "\",\"Expiration\":\""
                        + clock.instant().plus(Duration.ofHours(1)) + "\"}");
        return this;
    }

    FakeAws says(String text) {
        server.answers(new MockResponse.Builder().body(text));
        return this;
    }

    RenewedCredential<AwsCredentials> credential() {
        AdapterSettings settings = AdapterSettings.of(environment);
        return CredentialChain.find("bedrock", settings, SharedConfig.of(settings), Network.DEFAULT, clock);
    }

    AwsCredentials credentials() {
        return credential()
                .get(LLMRequest.of(
                        "Hello",
                        RunConfig.builder().timeout(Duration.ofSeconds(30)).build()));
    }

    RecordedRequest request() {
        return server.request();
    }

    /** The header of the next request, empty without one. */
    static String header(RecordedRequest request, String name) {
        return Optional.ofNullable(request.getHeaders().get(name)).orElse("");
    }

    /** The form of the next request. */
    static Map<String, String> form(RecordedRequest request) {
        Map<String, String> fields = new HashMap<>();
        okio.ByteString body = request.getBody();
        assertThat(body).isNotNull();
        for (String field : body.utf8().split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    @Override
    public void close() {
        server.close();
    }
}
