package dev.llmconnect.providers.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.SettableClock;
import dev.llmconnect.providers.StubProvider;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleCredentialsTest {
    private static final Instant START = Instant.parse("2026-07-01T10:00:00Z");
    private static final String TOKEN =
            "{\"access_token\":\"token-one-1234\",\"expires_in\":3599,\"token_type\":\"Bearer\"}";

    private final StubProvider google = new StubProvider();
    private final SettableClock clock = new SettableClock(START);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        google.close();
    }

    @Test
    void aServiceAccountSignsItsClaimsWithItsKey() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        GoogleCredential credential = credential(serviceAccount(keys));
        google.answers(200, TOKEN);

        assertThat(authorization(credential)).isEqualTo("Bearer token-one-1234");
        assertThat(credential.project()).contains("my-project");

        Map<String, String> form = form(google.request());
        assertThat(form).containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        String[] jwt = form.getOrDefault("assertion", "").split("\\.", -1);
        assertThat(decoded(jwt[0])).isEqualTo(Json.read("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"key-1\"}"));
        assertThat(decoded(jwt[1]))
                .isEqualTo(JsonNode.of(Map.of(
                        "iss",
                        "me@my-project.iam.gserviceaccount.com",
                        "scope",
                        "https://www.googleapis.com/auth/cloud-platform",
                        "aud",
                        google.url() + "/token",
                        "iat",
                        START.getEpochSecond(),
                        "exp",
                        START.getEpochSecond() + 3600)));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys.getPublic());
        signature.update((jwt[0] + "." + jwt[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(signature.verify(Base64.getUrlDecoder().decode(jwt[2]))).isTrue();
    }

    @Test
    void aPersonsRefreshTokenIsExchangedAndTheirQuotaProjectNamed() throws IOException {
        GoogleCredential credential = credential(authorizedUser());
        google.answers(200, TOKEN);
        HttpCall call = call();
        credential.authorize(call, LLMRequest.of("Hello"));

        assertThat(call.headers())
                .containsEntry("Authorization", "Bearer token-one-1234")
                .containsEntry("x-goog-user-project", "their-project");
        assertThat(form(google.request()))
                .isEqualTo(Map.of(
                        "grant_type", "refresh_token",
                        "client_id", "client-1",
                        "client_secret", "secret/of+the+client",
                        "refresh_token", "1//refresh-canary-token"));
    }

    @Test
    void aTokenIsKeptUntilShortlyBeforeItExpires() throws IOException {
        GoogleCredential credential = credential(authorizedUser());
        google.answers(200, TOKEN).answers(200, TOKEN.replace("one", "two"));

        assertThat(authorization(credential)).isEqualTo("Bearer token-one-1234");
        clock.advance(Duration.ofSeconds(3598).minus(RenewedToken.MARGIN));
        assertThat(authorization(credential)).isEqualTo("Bearer token-one-1234");
        clock.advance(Duration.ofSeconds(1));
        assertThat(authorization(credential)).isEqualTo("Bearer token-two-1234");
        assertThat(google.server().getRequestCount()).isEqualTo(2);
    }

    @Test
    void manyCallersAtOnceFetchOneToken() throws Exception {
        GoogleCredential credential = credential(authorizedUser());
        google.answers(200, TOKEN);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> all = callers.invokeAll(IntStream.range(0, 32)
                    .<java.util.concurrent.Callable<String>>mapToObj(i -> () -> authorization(credential))
                    .toList());
            for (Future<String> one : all) {
                assertThat(one.get()).isEqualTo("Bearer token-one-1234");
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(google.server().getRequestCount()).isEqualTo(1);
    }

    @Test
    void aRefusedSignInTellsWhyAndNoCredential() throws IOException {
        GoogleCredential credential = credential(authorizedUser());
        google.answers(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Bad token 1//refresh-canary-token\"}")
                .answers(200, TOKEN);
        assertThatThrownBy(() -> authorization(credential)).isInstanceOfSatisfying(LLMApiException.class, e -> {
            assertThat(e.reason()).isEqualTo(FailureReason.AUTHENTICATION);
            assertThat(e.getMessage())
                    .isEqualTo("HTTP 400 from vertex (invalid_grant): Google issued no access token: "
                            + "Bad token [REDACTED]; check GOOGLE_APPLICATION_CREDENTIALS");
        });
        assertThat(authorization(credential)).as("a failure is not kept").isEqualTo("Bearer token-one-1234");
    }

    @Test
    void anAnswerWithoutATokenIsMalformed() throws IOException {
        GoogleCredential credential = credential(authorizedUser());
        google.answers(200, "{}");
        assertThatThrownBy(() -> authorization(credential))
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.MALFORMED));
    }

    @Test
    void theMetadataServerIsAskedOnlyWhenSwitchedOn() {
        String host = google.url().substring("http://".length());
        Map<String, String> environment = Map.of("GCE_METADATA_HOST", host);
        assertThatThrownBy(() -> GoogleCredentials.find("vertex", AdapterSettings.of(environment), clock))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessage("no Google credential for vertex: set GOOGLE_APPLICATION_CREDENTIALS or "
                        + "GOOGLE_VERTEX_ACCESS_TOKEN, or run gcloud auth application-default login");

        google.answers(200, TOKEN);
        GoogleCredential credential = GoogleCredentials.find(
                "vertex", AdapterSettings.of(environment).with("metadata_server", "true"), clock);
        assertThat(authorization(credential)).isEqualTo("Bearer token-one-1234");
        RecordedRequest request = google.request();
        assertThat(request.getTarget()).isEqualTo("/computeMetadata/v1/instance/service-accounts/default/token");
        assertThat(request.getHeaders().get("Metadata-Flavor")).isEqualTo("Google");
    }

    @Test
    void aGivenTokenIsUsedAsItIsAndGoesBeforeAFile() throws IOException {
        Path file = authorizedUser();
        GoogleCredential credential = GoogleCredentials.find(
                "vertex",
                AdapterSettings.of(Map.of(
                        "VERTEX_ACCESS_TOKEN", "given-token-1", "GOOGLE_APPLICATION_CREDENTIALS", file.toString())),
                clock);
        assertThat(authorization(credential)).isEqualTo("Bearer given-token-1");
        assertThat(google.server().getRequestCount()).isZero();
    }

    @Test
    void theFileThatGcloudLeavesIsFound() throws IOException {
        Path home = folder.resolve("home");
        Path config = Files.createDirectories(home.resolve(".config/gcloud"));
        Files.copy(authorizedUser(), config.resolve("application_default_credentials.json"));
        GoogleCredential credential =
                GoogleCredentials.find("vertex", AdapterSettings.of(Map.of("HOME", home.toString())), clock);
        google.answers(200, TOKEN);
        assertThat(authorization(credential)).isEqualTo("Bearer token-one-1234");
    }

    @Test
    void aWrongFileIsRefusedByItsNameAndNeverQuoted() throws IOException {
        Path file = folder.resolve("wrong.json");
        assertRefused(file, "cannot be read");
        Files.writeString(file, "private-canary");
        assertRefused(file, "is not JSON");
        Files.writeString(file, "{\"type\":\"external_account\"}");
        assertRefused(file, "is of type external_account, and only service_account and authorized_user are known");
        Files.writeString(file, "{\"type\":\"authorized_user\",\"client_id\":\"c\"}");
        assertRefused(file, "has no client_secret");
        Files.writeString(
                file, "{\"type\":\"service_account\",\"client_email\":\"c\",\"private_key\":\"private-canary\"}");
        assertRefused(file, "has a private_key that is not an RSA key in PKCS#8");
    }

    private void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> credential(file))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining(file + " ")
                .hasMessageContaining(why)
                .message()
                .doesNotContain("canary");
    }

    private GoogleCredential credential(Path file) {
        return GoogleCredentials.find(
                "vertex", AdapterSettings.of(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file.toString())), clock);
    }

    private static String authorization(GoogleCredential credential) {
        HttpCall call = call();
        credential.authorize(call, LLMRequest.of("Hello"));
        return call.headers().getOrDefault("authorization", "");
    }

    private static HttpCall call() {
        return new HttpCall("POST", "http://127.0.0.1/", new byte[0]);
    }

    private Path serviceAccount(KeyPair keys) throws IOException {
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        return written(Map.of(
                "type", "service_account",
                "project_id", "my-project",
                "private_key_id", "key-1",
                "private_key", pem,
                "client_email", "me@my-project.iam.gserviceaccount.com",
                "token_uri", google.url() + "/token"));
    }

    private Path authorizedUser() throws IOException {
        return written(Map.of(
                "type", "authorized_user",
                "client_id", "client-1",
                "client_secret", "secret/of+the+client",
                "refresh_token", "1//refresh-canary-token",
                "quota_project_id", "their-project",
                "token_uri", google.url() + "/token"));
    }

    private Path written(Map<String, Object> json) throws IOException {
        return Files.write(folder.resolve("credentials.json"), Json.write(json));
    }

    private static Map<String, String> form(RecordedRequest request) {
        assertThat(request.getHeaders().get("Content-Type")).startsWith("application/x-www-form-urlencoded");
        Map<String, String> fields = new LinkedHashMap<>();
        okio.ByteString body = request.getBody();
        assertThat(body).isNotNull();
        for (String field : body.utf8().split("&", -1)) {
            String[] pair = field.split("=", 2);
            fields.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static JsonNode decoded(String part) {
        return Json.read(Base64.getUrlDecoder().decode(part));
    }
}
