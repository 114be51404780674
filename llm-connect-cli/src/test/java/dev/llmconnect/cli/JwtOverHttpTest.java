package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmconnect.Ticker;
import dev.llmconnect.server.LLMServer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Tokens at the server's endpoints, beside API keys and limited by the file of callers. */
class JwtOverHttpTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Map<String, String> environment = new HashMap<>();
    private final MockWebServer issuer = new MockWebServer();
    private PublicJsonWebKey key;
    private AdapterAssembly assembly;
    private JwtCallers tokens;
    private LLMServer server;

    @TempDir
    java.nio.file.Path folder;

    @BeforeEach
    void start() throws Exception {
        key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId("k");
        String jwks = new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
        issuer.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().body(jwks).build();
            }
        });
        issuer.start();
        String hash = "a".repeat(64);
        environment.put(
                "LLM_CONNECT_API_KEYS_FILE",
                java.nio.file.Files.writeString(folder.resolve("callers.json"), """
                        {"callers": {
                          "gone": {"sha256": ["%s"], "disabled": true},
                          "few": {"sha256": ["%s"], "models": ["mock/json"]}}}
                        """.formatted(hash, "b".repeat(64)))
                        .toString());
        environment.put("LLM_CONNECT_API_KEYS", "");
        environment.put("LLM_CONNECT_DATA_DIR", folder.resolve("data").toString());
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        ServeCommand serve =
                new ServeCommand(new Main.Console(environment, InputStream.nullInputStream(), nowhere, nowhere));
        new CommandLine(serve)
                .setDefaultValueProvider(new EnvironmentDefaults(environment))
                .parseArgs("--port", "0");
        assembly = serve.assemble();
        tokens = new JwtCallers(
                "iss",
                List.of("llm"),
                new JwtCallers.Claims("sub", List.of("team"), Optional.of("models")),
                new JwkSource(JwkSource.ofUrl(issuer.url("/jwks").uri()), "issuer", Ticker.system()));
        tokens.start();
        server = serve.builder(assembly, new Telemetry(Map.of()), Optional.empty(), Optional.of(tokens))
                .build();
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        tokens.close();
        assembly.close();
        issuer.close();
    }

    private String token(String subject, String models) throws Exception {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("iss");
        claims.setAudience("llm");
        claims.setSubject(subject);
        claims.setStringClaim("team", "triage");
        claims.setExpirationTimeMinutesInTheFuture(1);
        if (!models.isEmpty()) {
            claims.setStringClaim("models", models);
        }
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKeyIdHeaderValue("k");
        signature.setKey(key.getPrivateKey());
        return signature.getCompactSerialization();
    }

    private HttpResponse<String> ask(String token, String model, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/execute"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"prompt\":\"Hi\",\"config\":{\"model_name\":\"" + model + "\"}}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aTokenIsACallerWithItsTagsAndModels() throws Exception {
        String token = token("alice", "mock/echo");
        try (LogLines log = new LogLines()) {
            assertThat(ask(token, "mock/echo", "X-LLM-Connect-Tags", "team=forged,own=1")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(log.list().toString()).doesNotContain(token);
        }
        HttpResponse<String> forbidden = ask(token, "mock/json");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.body()).contains("forbidden").contains("alice may not use mock/json");
        assertThat(ask(token("alice", ""), "mock/echo").statusCode())
                .as("without the claim")
                .isEqualTo(403);
        assertThat(ask(token + "x", "mock/echo").statusCode()).isEqualTo(401);
        assertThat(ask("no", "mock/echo").statusCode()).isEqualTo(401);
    }

    @Test
    void theTagsOfATokenAreBookedAndCannotBeForged() throws Exception {
        assertThat(ask(token("alice", "mock/*"), "mock/echo", "X-LLM-Connect-Tags", "team=forged,own=1")
                        .statusCode())
                .isEqualTo(200);
        server.close();
        assembly.close();
        Terminal terminal = new Terminal(environment);
        assertThat(terminal.run("usage", "--by=tag:team")).as(terminal.err()).isZero();
        assertThat(terminal.out()).contains("triage").doesNotContain("forged");
    }

    @Test
    void theFileOfCallersHoldsForTheSameName() throws Exception {
        assertThat(ask(token("gone", "mock/*"), "mock/echo").statusCode()).isEqualTo(401);
        assertThat(ask(token("few", "mock/*"), "mock/echo").statusCode()).isEqualTo(403);
        assertThat(ask(token("few", "mock/*"), "mock/json").statusCode()).isEqualTo(200);
        assertThat(ask(token("few", "mock/echo"), "mock/json").statusCode()).isEqualTo(403);
    }
}
