package dev.llmconnect.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real TLS with an authority of our own, and real tunnels through a proxy. */
class TlsAndTunnelTest {
    private static final String KEY = "canary-key-of-nobody-1";
    private static final String ANSWER =
            "{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}";

    @TempDir
    private static Path folder;

    private static TestAuthority own;
    private static TestAuthority other;

    private final MockWebServer server = new MockWebServer();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeAll
    static void makeAuthorities() throws Exception {
        own = new TestAuthority(folder, "own");
        other = new TestAuthority(folder, "other");
    }

    @BeforeEach
    void start() throws Exception {
        server.useHttps(own.serverSockets());
        server.start();
        environment.put("OPENROUTER_API_KEY", KEY);
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", "https://127.0.0.1:" + server.getPort() + "/v1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void answers() {
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(ANSWER)
                .build());
    }

    private String ask() {
        try (LLMAdapter adapter = LLMAdapters.create("openrouter", AdapterSettings.of(environment))) {
            return adapter.execute(
                            "Hello",
                            RunConfig.builder().timeout(Duration.ofSeconds(30)).build())
                    .content();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "LLM_CONNECT_OPENROUTER_CA_FILE"})
    void aFileOfAuthoritiesIsTrusted(String variable) throws Exception {
        environment.put(variable, own.pem().toString());
        answers();
        assertThat(ask()).isEqualTo("Hi");
        RecordedRequest request = server.takeRequest();
        assertThat(request.getHandshake()).isNotNull();
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    }

    @Test
    void aFolderOfAuthoritiesIsTrustedWhateverElseIsInIt() throws IOException {
        Path certificates = Files.createDirectories(folder.resolve("certificates"));
        Files.copy(own.pem(), certificates.resolve("0a1b2c3d.0"));
        Files.writeString(certificates.resolve("README"), "no certificate");
        Path empty = Files.createDirectories(folder.resolve("empty"));
        environment.put("SSL_CERT_DIR", empty + File.pathSeparator + certificates);
        answers();
        assertThat(ask()).isEqualTo("Hi");
    }

    @Test
    void theProvidersOwnFileCountsMore() {
        environment.put("SSL_CERT_FILE", other.pem().toString());
        environment.put("LLM_CONNECT_OPENROUTER_CA_FILE", own.pem().toString());
        answers();
        assertThat(ask()).isEqualTo("Hi");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSL_CERT_FILE", "LLM_CONNECT_OPENROUTER_CA_FILE"})
    void anotherAuthorityIsAnErrorThatNamesTheVariableAndTheFile(String variable) {
        environment.put(variable, other.pem().toString());
        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        LLMApiException.class, e -> assertThat(e.reason()).isEqualTo(FailureReason.CONNECTION))
                .hasMessageContaining("the certificate of openrouter is not trusted")
                .hasMessageContaining(variable)
                .hasMessageContaining(other.pem().toString())
                .hasMessageNotContaining(KEY);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void withoutAnAuthorityTheErrorSaysWhatToSet() {
        assertThatThrownBy(this::ask)
                .isInstanceOf(LLMApiException.class)
                .hasMessageContaining("the certificate of openrouter is not trusted")
                .hasMessageContaining("LLM_CONNECT_OPENROUTER_CA_FILE")
                .hasMessageContaining("SSL_CERT_FILE");
    }

    @Test
    void aFileWithoutACertificateIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("no-certificate.pem"), "hello");
        environment.put("LLM_CONNECT_OPENROUTER_CA_FILE", file.toString());
        assertThatThrownBy(this::ask)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("LLM_CONNECT_OPENROUTER_CA_FILE")
                .hasMessageContaining(file.toString());
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        environment.put("LLM_CONNECT_OPENROUTER_CA_FILE", empty.toString());
        assertThatThrownBy(this::ask)
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("LLM_CONNECT_OPENROUTER_CA_FILE")
                .hasMessageContaining(empty.toString());
    }

    /** The server is proxy and provider in one: after CONNECT it speaks TLS as provider.example. */
    private void behindAProxy(String variable, String userInfo) {
        environment.put("SSL_CERT_FILE", own.pem().toString());
        environment.put("LLM_CONNECT_OPENROUTER_BASE_URL", "https://provider.example/v1");
        environment.put(variable, "http://" + userInfo + "127.0.0.1:" + server.getPort());
    }

    private void opensTheTunnel() {
        server.enqueue(new MockResponse.Builder().inTunnel().build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "LLM_CONNECT_OPENROUTER_PROXY"})
    void aTunnelWithoutCredentials(String variable) throws Exception {
        behindAProxy(variable, "");
        opensTheTunnel();
        answers();
        assertThat(ask()).isEqualTo("Hi");

        RecordedRequest connect = server.takeRequest();
        assertThat(connect.getRequestLine()).startsWith("CONNECT provider.example:443 ");
        assertThat(connect.getHeaders().get("Proxy-Authorization")).isNull();
        assertThat(connect.getHeaders().get("Authorization"))
                .as("the key stays inside the tunnel")
                .isNull();
        RecordedRequest call = server.takeRequest();
        assertThat(call.getRequestLine()).startsWith("POST /v1/");
        assertThat(call.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    }

    @Test
    void aTunnelWithCredentialsWhichTheProviderNeverSees() throws Exception {
        behindAProxy("HTTPS_PROXY", "who:canary%20word@");
        opensTheTunnel();
        answers();
        assertThat(ask()).isEqualTo("Hi");

        assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization"))
                .isEqualTo("Basic d2hvOmNhbmFyeSB3b3Jk");
        assertThat(server.takeRequest().getHeaders().get("Proxy-Authorization")).isNull();
    }

    @Test
    void aProxyThatRefusesTheCredentialsIsAnErrorWithoutThem() {
        behindAProxy("HTTPS_PROXY", "who:canary-word@");
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .code(407)
                    .addHeader("Proxy-Authenticate", "Basic realm=\"proxy\"")
                    .inTunnel()
                    .build());
        }
        assertThatThrownBy(this::ask)
                .isInstanceOf(LLMException.class)
                .hasMessageContaining("proxy")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aProxyThatClosesTheConnectionIsAnError() {
        behindAProxy("HTTPS_PROXY", "who:canary-word@");
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder()
                    .onRequestStart(new SocketEffect.CloseSocket())
                    .build());
        }
        assertThatThrownBy(this::ask)
                .isInstanceOfSatisfying(
                        LLMException.class, e -> assertThat(e.isRetryable()).isTrue())
                .hasMessageNotContaining("canary");
    }

    @Test
    void hostsOfNoProxyAreReachedDirectly() throws Exception {
        environment.put("SSL_CERT_FILE", own.pem().toString());
        environment.put("HTTPS_PROXY", "http://127.0.0.1:1");
        environment.put("NO_PROXY", "provider.example, 127.0.0.0/8");
        answers();
        assertThat(ask()).isEqualTo("Hi");
        assertThat(server.takeRequest().getRequestLine()).startsWith("POST /v1/");
    }
}
