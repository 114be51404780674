package dev.llmconnect.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTPS and client certificates, with real handshakes. */
class TlsTest {
    private static final HeldCertificate AUTHORITY = authority("own authority");
    private static final HeldCertificate OTHER_AUTHORITY = authority("other authority");
    private static final HeldCertificate FIRST = server("first");
    private static final HeldCertificate SECOND = server("second");

    @TempDir
    private Path folder;

    private final FakeAdapter adapter = new FakeAdapter();
    private @Nullable LLMServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void answersOverHttps(String protocol) throws Exception {
        start(files(FIRST), builder -> builder);

        try (SSLSocket socket = socket(trusting(null), protocol)) {
            socket.getOutputStream()
                    .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("{\"status\":\"ok\"}");
        }
    }

    @Test
    void carriesLargeBodiesAndStreams() throws Exception {
        start(files(FIRST), builder -> builder);
        HttpClient client = client(trusting(null));

        HttpResponse<String> large = post(client, "{\"prompt\":\"" + "x".repeat(9 << 20) + "\"}", null);
        HttpResponse<String> stream = post(client, "{\"prompt\":\"Hi\",\"stream\":true}", null);

        assertThat(large.statusCode()).isEqualTo(200);
        assertThat(adapter.requests.get(0).messages().get(0).text()).hasSize(9 << 20);
        assertThat(stream.body()).contains("event: delta").contains("event: done");
    }

    @Test
    void aClientThatSpeaksPlainHttpIsToldSo() throws Exception {
        start(files(FIRST), builder -> builder);

        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/execute"))
                                .POST(BodyPublishers.ofString("{\"prompt\":\"Hi\"}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("this port speaks HTTPS only");
        assertThat(adapter.requests).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.1,TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
        "TLSv1.2,TLS_RSA_WITH_AES_128_GCM_SHA256"
    })
    void oldProtocolsAndWeakCiphersAreRefused(String protocol, String cipher) throws Exception {
        start(files(FIRST), builder -> builder);

        try (SSLSocket socket =
                (SSLSocket) trusting(null).sslSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {cipher});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRenewedCertificateIsUsedWithoutARestartAndABrokenOneIsNot() throws Exception {
        TlsConfig files = files(FIRST);
        start(files, builder -> builder);
        assertThat(subject()).isEqualTo("CN=first");

        try (LogLines log = new LogLines()) {
            replace(files.certificate(), "no certificate");
            log.await("stays as it was");
            assertThat(subject()).isEqualTo("CN=first");

            replace(files.privateKey(), SECOND.privateKeyPkcs8Pem());
            replace(files.certificate(), SECOND.certificatePem());
            log.await("again");
        }
        assertThat(subject()).isEqualTo("CN=second");
    }

    @Test
    void aClientWithoutACertificateOfTheAuthorityGetsNoAnswer() throws Exception {
        start(files(FIRST).withClientAuthorities(pem("clients.pem", AUTHORITY.certificatePem())), builder -> builder);

        assertThatThrownBy(() -> post(client(trusting(null)), "{\"prompt\":\"Hi\"}", null))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(
                        () -> post(client(trusting(person(OTHER_AUTHORITY, "mallory"))), "{\"prompt\":\"Hi\"}", null))
                .isInstanceOf(IOException.class);
        assertThat(adapter.requests).isEmpty();
    }

    @Test
    void theNameInTheCertificateIsTheCaller() throws Exception {
        start(files(FIRST).withClientAuthorities(pem("clients.pem", AUTHORITY.certificatePem())), builder -> builder);

        HttpResponse<String> answer = post(client(trusting(person(AUTHORITY, "alice"))), "{\"prompt\":\"Hi\"}", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(adapter.onlyRequest().context().caller()).contains("alice");
    }

    @Test
    void aCommonNameThatLooksLikeTwoIsOneName() throws Exception {
        start(files(FIRST).withClientAuthorities(pem("clients.pem", AUTHORITY.certificatePem())), builder -> builder);

        HttpResponse<String> answer =
                post(client(trusting(person(AUTHORITY, "mallory,CN=alice"))), "{\"prompt\":\"Hi\"}", null);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(adapter.onlyRequest().context().caller()).contains("mallory,CN=alice");
    }

    @Test
    void withCallersOnlyACertificateOfOneOfThemIsAcceptedAndAKeyWins() throws Exception {
        ApiKeys.NewKey key = ApiKeys.generate("bob");
        ApiKeys callers = ApiKeys.parse(
                "test", key.entry() + "\n" + ApiKeys.generate("alice").entry());
        start(
                files(FIRST).withClientAuthorities(pem("clients.pem", AUTHORITY.certificatePem())),
                builder -> builder.apiKeys(callers));
        HttpClient alice = client(trusting(person(AUTHORITY, "alice")));
        HttpClient carol = client(trusting(person(AUTHORITY, "carol")));

        assertThat(post(alice, "{\"prompt\":\"Hi\"}", null).statusCode()).isEqualTo(200);
        assertThat(post(carol, "{\"prompt\":\"Hi\"}", null).statusCode()).isEqualTo(401);
        assertThat(post(carol, "{\"prompt\":\"Hi\"}", key.key()).statusCode()).isEqualTo(200);
        assertThat(adapter.requests)
                .extracting(request -> request.context().caller().orElseThrow())
                .containsExactly("alice", "bob");
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() throws IOException {
        Path certificate = pem("cert.pem", FIRST.certificatePem());
        Path key = pem("key.pem", FIRST.privateKeyPkcs8Pem());
        HeldCertificate rsa = new HeldCertificate.Builder().rsa2048().build();

        refused(TlsConfig.of(folder.resolve("none.pem"), key), "none.pem: there is no such file");
        refused(TlsConfig.of(pem("empty.pem", ""), key), "empty.pem: it holds no certificate");
        refused(TlsConfig.of(pem("text.pem", "text"), key), "text.pem: it ");
        refused(TlsConfig.of(certificate, certificate), "it holds no private key in PEM form");
        refused(TlsConfig.of(certificate, pem("pkcs1.pem", rsa.privateKeyPkcs1Pem())), "openssl pkcs8 -topk8 -nocrypt");
        refused(
                TlsConfig.of(
                        certificate,
                        pem(
                                "locked.pem",
                                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----")),
                "it is encrypted");
        refused(
                TlsConfig.of(
                        certificate,
                        pem(
                                "random.pem",
                                "-----BEGIN PRIVATE KEY-----\n"
                                        + Base64.getEncoder().encodeToString(new byte[64])
                                        + "\n-----END PRIVATE KEY-----")),
                "it is no key of EC, RSA, Ed25519");
        refused(
                TlsConfig.of(certificate, pem("other.pem", SECOND.privateKeyPkcs8Pem())),
                "it is not the key of the first certificate in");
        refused(
                TlsConfig.of(certificate, pem("rsa.pem", rsa.privateKeyPkcs8Pem())),
                "it is not the key of the first certificate in");
    }

    private void refused(TlsConfig config, String why) {
        try (LLMServer refused = LLMServer.builder(adapter).port(0).tls(config).build()) {
            assertThatThrownBy(refused::start)
                    .isInstanceOf(LLMConfigurationException.class)
                    .hasMessageContaining("cannot use the TLS ")
                    .hasMessageContaining(why);
        }
    }

    private void start(TlsConfig tls, UnaryOperator<LLMServer.Builder> more) {
        server = more.apply(LLMServer.builder(adapter).port(0).tls(tls)).build();
        server.start();
    }

    private int port() {
        assert server != null;
        return server.port();
    }

    private TlsConfig files(HeldCertificate certificate) throws IOException {
        return TlsConfig.of(
                pem("cert.pem", certificate.certificatePem()), pem("key.pem", certificate.privateKeyPkcs8Pem()));
    }

    private Path pem(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    /** Whatever the resolution of the file system's clock. */
    private static void replace(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(
                file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(2)));
    }

    /** The subject of the certificate that a new connection gets. */
    private String subject() throws IOException {
        try (SSLSocket socket = socket(trusting(null), "TLSv1.3")) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    private SSLSocket socket(HandshakeCertificates certificates, String protocol) throws IOException {
        SSLSocket socket =
                (SSLSocket) certificates.sslSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port());
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private static HttpClient client(HandshakeCertificates certificates) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(certificates.sslContext())
                .build();
    }

    private HttpResponse<String> post(HttpClient client, String body, @Nullable String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port() + "/execute"))
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static HandshakeCertificates trusting(@Nullable HeldCertificate client) {
        HandshakeCertificates.Builder certificates =
                new HandshakeCertificates.Builder().addTrustedCertificate(AUTHORITY.certificate());
        if (client != null) {
            certificates.heldCertificate(client);
        }
        return certificates.build();
    }

    private static HeldCertificate authority(String name) {
        return new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName(name)
                .build();
    }

    private static HeldCertificate server(String name) {
        return new HeldCertificate.Builder()
                .signedBy(AUTHORITY)
                .commonName(name)
                .addSubjectAlternativeName("localhost")
                .addSubjectAlternativeName("127.0.0.1")
                .build();
    }

    private static HeldCertificate person(HeldCertificate authority, String name) {
        return new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName(name)
                .build();
    }
}
