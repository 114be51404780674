package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.LLMAdapters;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.spi.AdapterSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code llm-connect doctor} finds what would keep a server from working, and pays for nothing. */
class DoctorTest {
    private static final String KEY = "sk-the-right-key-1234567890";

    private final Map<String, String> environment = new HashMap<>();
    private final MockWebServer openai = new MockWebServer();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private Terminal terminal = new Terminal(environment);
    private volatile Instant providerTime = Instant.now();

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        openai.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                asked.add(request.getMethod() + " " + request.getUrl().encodedPath());
                boolean known = ("Bearer " + KEY).equals(request.getHeaders().get("Authorization"));
                MockResponse.Builder answer = new MockResponse.Builder()
                        .setHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(providerTime.atOffset(ZoneOffset.UTC)));
                if (request.getMethod().equals("HEAD")) {
                    return answer.code(404).build();
                }
                if (!known) {
                    return answer.code(401)
                            .body("{\"error\":{\"message\":\"bad key\"}}")
                            .build();
                }
                return request.getMethod().equals("GET")
                        ? answer.body("{\"data\":[{\"id\":\"gpt-4o\"},{\"id\":\"gpt-5\"}]}")
                                .build()
                        : answer.body(
                                        "{\"model\":\"m\",\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"OK\"}}]}")
                                .build();
            }
        });
        openai.start();
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        environment.put("LLM_CONNECT_PORT", "0");
        environment.put("OPENAI_API_KEY", KEY);
        environment.put("LLM_CONNECT_OPENAI_BASE_URL", openai.url("/v1").toString());
        environment.put("LLM_CONNECT_DISABLE_PROFILES", "yes");
        environment.put("LLM_CONNECT_PROVIDER", "openai");
    }

    @AfterEach
    void stop() {
        openai.close();
    }

    private int doctor(String... more) {
        terminal = new Terminal(environment);
        String[] arguments = new String[more.length + 2];
        arguments[0] = "doctor";
        arguments[1] = "--json";
        System.arraycopy(more, 0, arguments, 2, more.length);
        return terminal.run(arguments);
    }

    /** {@code status: detail} of a check. */
    private String check(String subject, String check) {
        for (JsonNode node : Json.read(terminal.out()).items("checks")) {
            if (node.textOrEmpty("subject").equals(subject)
                    && node.textOrEmpty("check").equals(check)) {
                return node.textOrEmpty("status") + ": " + node.textOrEmpty("detail");
            }
        }
        return "none in " + terminal.out();
    }

    @Test
    void aServerThatWouldWorkIsWell() {
        assertThat(doctor()).as(terminal.out() + terminal.err()).isZero();

        assertThat(Json.read(terminal.out()).textOrEmpty("status")).isEqualTo("ok");
        assertThat(check("server", "configuration")).isEqualTo("ok: valid");
        assertThat(check("server", "store")).startsWith("ok: ").endsWith("can be created");
        assertThat(check("server", "port")).isEqualTo("ok: 127.0.0.1, any port is free");
        assertThat(check("openai", "network")).startsWith("ok: ").contains("answers");
        assertThat(check("openai", "dns")).startsWith("ok: ");
        assertThat(check("openai", "clock")).startsWith("ok: ");
        assertThat(check("openai", "key")).isEqualTo("ok: accepted; 2 models are listed");
        assertThat(asked).as("no paid call").containsExactlyInAnyOrder("HEAD /v1", "GET /v1/models");
        assertThat(folder.resolve("data/ledger.db")).doesNotExist();

        assertThat(new Terminal(environment).run("doctor")).isZero();
    }

    @Test
    void aPaidCallIsMadeOnlyWhenAskedFor() {
        assertThat(doctor("--paid")).as(terminal.out()).isZero();

        assertThat(check("openai", "call")).startsWith("ok: ");
        assertThat(asked).contains("POST /v1/chat/completions");
    }

    @Test
    void aRefusedKeyIsAFailureThatDoesNotTellIt() {
        environment.put("OPENAI_API_KEY", "sk-a-wrong-key-12345678");

        assertThat(doctor()).isEqualTo(3);

        assertThat(check("openai", "key")).startsWith("fail: not accepted: ");
        assertThat(terminal.out() + terminal.err()).doesNotContain("sk-a-wrong");
    }

    @Test
    void aProviderThatIsNotThereIsAFailure() {
        environment.put("LLM_CONNECT_OPENAI_BASE_URL", "http://127.0.0.1:1/v1");

        assertThat(doctor()).isEqualTo(3);

        assertThat(check("openai", "network")).startsWith("fail: http://127.0.0.1:1/v1 cannot be reached: ");
        assertThat(check("openai", "key")).startsWith("none");
    }

    @Test
    void aClockThatIsWrongIsAWarning() {
        providerTime = Instant.now().minus(Duration.ofMinutes(10));

        assertThat(doctor()).isZero();

        assertThat(check("openai", "clock")).startsWith("warn: this clock is ").contains("ahead of the provider's");
        assertThat(Json.read(terminal.out()).textOrEmpty("status")).isEqualTo("warn");
    }

    @Test
    void aCertificateThatIsNotTrustedIsNamed() throws Exception {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("127.0.0.1")
                .build();
        try (MockWebServer secure = new MockWebServer()) {
            secure.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(own)
                    .build()
                    .sslSocketFactory());
            secure.start(InetAddress.getLoopbackAddress(), 0);
            environment.put("LLM_CONNECT_OPENAI_BASE_URL", "https://127.0.0.1:" + secure.getPort() + "/v1");

            assertThat(doctor()).isEqualTo(3);
            assertThat(check("openai", "network")).contains("not trusted by the certificate authorities of the JDK");

            secure.setDispatcher(openai.getDispatcher());
            environment.put(
                    "SSL_CERT_FILE",
                    Files.writeString(folder.resolve("ca.pem"), own.certificatePem())
                            .toString());
            assertThat(doctor()).as(terminal.out()).isZero();
            assertThat(check("openai", "network")).startsWith("ok: ");
        }
    }

    @Test
    void aTakenPortAFolderThatCannotBeAndAWrongConfigurationAreFailures() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            environment.put("LLM_CONNECT_PORT", String.valueOf(taken.getLocalPort()));
            environment.put("LLM_CONNECT_ADMIN_PORT", String.valueOf(taken.getLocalPort()));
            environment.put(
                    "LLM_CONNECT_DATA_DIR",
                    Files.writeString(folder.resolve("file"), "").toString() + "/data");
            environment.put("LLM_CONNECT_RETRY_MAX_ATTEMPTS", "none");

            assertThat(doctor()).isEqualTo(3);
        }

        assertThat(check("server", "port")).startsWith("fail: ").contains("cannot be listened on");
        assertThat(check("server", "admin port")).startsWith("fail: ");
        assertThat(check("server", "store")).startsWith("fail: ").contains("cannot be written");
        assertThat(check("server", "configuration")).startsWith("fail: ").contains("LLM_CONNECT_RETRY_MAX_ATTEMPTS");
    }

    @Test
    void aDatabaseThatIsNotThereIsAFailureWithoutItsPassword() {
        environment.put("LLM_CONNECT_DATABASE", "postgresql://u:hunter2hunter2@127.0.0.1:1/d");

        assertThat(doctor()).isEqualTo(3);

        assertThat(check("server", "store")).startsWith("fail: the database cannot be used");
        assertThat(terminal.out()).doesNotContain("hunter2");
    }

    @Test
    void whatOnlyAProfileNamesIsAWarning() {
        LLMAdapters registry = LLMAdapters.installed();
        List<DoctorCheck> checks = new ProviderDoctor(
                        registry,
                        registry.provider("groq"),
                        AdapterSettings.of(Map.of("LLM_CONNECT_GROQ_BASE_URL", "http://127.0.0.1:1")),
                        false,
                        false)
                .checks();

        assertThat(checks)
                .hasSize(2)
                .extracting(DoctorCheck::status)
                .contains(DoctorCheck.Status.WARN)
                .doesNotContain(DoctorCheck.Status.FAIL);
    }
}
