package dev.llmconnect.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    private static final String ANSWER =
            "{\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"content\":\"Hi\"}}]}";

    private static String ask(Map<String, String> environment, String baseUrl) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("OPENROUTER_API_KEY", "no-key-of-anybody");
        all.put("LLM_CONNECT_OPENROUTER_BASE_URL", baseUrl);
        try (LLMAdapter adapter = LLMAdapters.create("openrouter", AdapterSettings.of(all))) {
            return adapter.execute("Hello", RunConfig.defaults()).content();
        }
    }

    private static MockWebServer answering() throws IOException {
        MockWebServer server = new MockWebServer();
        server.start();
        server.enqueue(new MockResponse.Builder()
                .addHeader("Content-Type", "application/json")
                .body(ANSWER)
                .build());
        return server;
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_PROXY", "http_proxy", "LLM_CONNECT_OPENROUTER_PROXY"})
    void aProxyIsUsedWithItsCredentials(String variable) throws Exception {
        try (MockWebServer proxy = answering()) {
            String url = "http://who:pass%20word@127.0.0.1:" + proxy.getPort();

            assertThat(ask(Map.of(variable, url), "http://provider.example/v1")).isEqualTo("Hi");

            RecordedRequest request = proxy.takeRequest();
            assertThat(request.getRequestLine()).startsWith("POST http://provider.example/v1/");
            assertThat(request.getHeaders().get("Proxy-Authorization")).isEqualTo("Basic d2hvOnBhc3Mgd29yZA==");
        }
    }

    @Test
    void aLoopbackAddressIsReachedDirectlyUnlessTheProvidersOwnProxyIsNamed() throws Exception {
        try (MockWebServer provider = answering();
                MockWebServer proxy = answering()) {
            String proxyUrl = "127.0.0.1:" + proxy.getPort();
            String baseUrl = "http://127.0.0.1:" + provider.getPort() + "/v1";

            ask(Map.of("HTTP_PROXY", proxyUrl), baseUrl);
            assertThat(provider.takeRequest().getRequestLine()).startsWith("POST /v1/");
            assertThat(proxy.getRequestCount()).isZero();

            ask(Map.of("LLM_CONNECT_OPENROUTER_PROXY", proxyUrl), baseUrl);
            assertThat(proxy.getRequestCount()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* | http://a.example | true",
                "example.com | https://example.com | true",
                "example.com | https://api.example.com | true",
                "example.com | https://notexample.com | false",
                ".example.com, other | https://api.example.com | true",
                "*.example.com | https://api.example.com | true",
                "example.com:8443 | https://example.com:8443 | true",
                "example.com:8443 | https://example.com | false",
                "10.0.0.0/8 | http://10.1.2.3 | true",
                "10.0.0.0/8 | http://11.1.2.3 | false",
                "10.1.2.3 other.example | http://10.1.2.3 | true",
                "'' | http://localhost:11434 | true",
                "'' | http://[::1]:11434 | true",
                "'' | http://169.254.169.254 | true",
                "'' | http://192.168.1.1 | false",
            })
    void noProxyNamesHosts(String variable, String url, boolean direct) {
        assertThat(NoProxy.parse(variable).matches(URI.create(url))).isEqualTo(direct);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://canary-user:canary-pass@proxy",
                "https://canary-user:canary-pass@proxy",
                "http://canary pass@"
            })
    void aWrongProxyIsNamedByItsVariableAndNeverShown(String url) {
        assertThatThrownBy(() -> ask(Map.of("HTTPS_PROXY", url), "https://provider.example"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageStartingWith("HTTPS_PROXY must be the URL of an HTTP or SOCKS proxy")
                .hasMessageNotContaining("canary");
    }

    @Test
    void aFileOfAuthoritiesThatCannotBeReadIsNamed() {
        assertThatThrownBy(() ->
                        ask(Map.of("LLM_CONNECT_OPENROUTER_CA_FILE", "/nowhere/ca.pem"), "https://provider.example"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("LLM_CONNECT_OPENROUTER_CA_FILE")
                .hasMessageContaining("/nowhere/ca.pem");
        assertThatThrownBy(() -> ask(Map.of("SSL_CERT_FILE", "/nowhere/all.pem"), "https://127.0.0.1:1"))
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("SSL_CERT_FILE")
                .hasMessageContaining("/nowhere/all.pem");
    }
}
