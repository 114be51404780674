package dev.llmconnect.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.CallerIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Callers that are identified by tokens of an issuer. */
class JwtCallersTest {
    private static final String ISSUER = "https://id.example/";
    private static final String AUDIENCE = "llm";
    private static final PublicJsonWebKey RSA = rsa("one");
    private static final PublicJsonWebKey NEXT = rsa("two");
    private static final JwtCallers.Claims CLAIMS =
            new JwtCallers.Claims("sub", List.of("team"), Optional.of("llm_models"));

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private volatile String jwks = set(RSA);
    private final JwkSource source = new JwkSource(
            () -> {
                loads.incrementAndGet();
                if (jwks.isEmpty()) {
                    throw new IOException("down");
                }
                return jwks;
            },
            "id.example",
            now::get);
    private final JwtCallers callers = new JwtCallers(ISSUER, List.of("other", AUDIENCE), CLAIMS, source);

    private static PublicJsonWebKey rsa(String id) {
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static String set(JsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject("alice");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setStringListClaim("llm_models", "mock/*");
        return claims;
    }

    private static String sign(JwtClaims claims, String algorithm, Key key, String id) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        signature.setKeyIdHeaderValue(id);
        signature.setDoKeyValidation(false);
        signature.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static String token(Consumer<JwtClaims> change) {
        JwtClaims claims = claims();
        change.accept(claims);
        return sign(claims, AlgorithmIdentifiers.RSA_USING_SHA256, RSA.getPrivateKey(), "one");
    }

    private static String token() {
        return token(claims -> {});
    }

    private void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private Optional<String> name(String token) {
        return callers.identify(token).map(CallerIdentity::name);
    }

    @Test
    void aTokenNamesItsCallerTagsAndModels() {
        source.load();

        CallerIdentity caller = callers.identify(token(claims -> {
                    claims.setStringClaim("team", "triage");
                    claims.setStringClaim("llm_models", "gpt-4o* profile:mine");
                }))
                .orElseThrow();

        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.tags()).isEqualTo(Map.of("team", "triage"));
        assertThat(caller.models()).contains(List.of("gpt-4o*", "profile:mine"));
        assertThat(callers.identify(token(claims -> claims.unsetClaim("llm_models")))
                        .orElseThrow()
                        .models())
                .as("a token without the claim permits no model")
                .contains(List.of());
    }

    @Test
    void eachAsymmetricAlgorithmIsAccepted() throws JoseException {
        PublicJsonWebKey ec = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        ec.setKeyId("ec");
        jwks = set(RSA, ec);
        source.load();

        assertThat(name(sign(claims(), "ES256", ec.getPrivateKey(), "ec"))).contains("alice");
        for (String algorithm : List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")) {
            assertThat(name(sign(claims(), algorithm, RSA.getPrivateKey(), "one")))
                    .as(algorithm)
                    .contains("alice");
        }
    }

    @Test
    void noAlgorithmAndASharedSecretAreRefused() throws JoseException {
        source.load();
        byte[] spki = RSA.getPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(spki)
                + "\n-----END PUBLIC KEY-----\n";

        assertThat(name(sign(claims(), "none", null, "one"))).isEmpty();
        assertThat(name(sign(claims(), "none", null, null))).isEmpty();
        for (byte[] secret : List.of(spki, pem.getBytes(StandardCharsets.UTF_8))) {
            for (String id : new String[] {"one", null, "other"}) {
                assertThat(name(sign(claims(), "HS256", new HmacKey(secret), id)))
                        .as(id)
                        .isEmpty();
            }
        }
        String[] parts = token().split("\\.", -1);
        assertThat(name(parts[0] + "." + parts[1] + ".")).isEmpty();
        assertThat(name(header("{\"alg\":\"NONE\",\"kid\":\"one\"}") + "." + parts[1] + "." + parts[2]))
                .isEmpty();
        assertThat(name(parts[0] + "." + header("{\"sub\":\"root\"}") + "." + parts[2]))
                .isEmpty();
    }

    private static String header(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSharedSecretInTheKeySetIsNotUsed() throws JoseException {
        JsonWebKey secret = OctJwkGenerator.generateJwk(256);
        secret.setKeyId("shared");
        jwks = new JsonWebKeySet(RSA, secret).toJson(JsonWebKey.OutputControlLevel.INCLUDE_SYMMETRIC);
        source.load();

        assertThat(source.keys()).hasSize(1);
        assertThat(name(sign(claims(), "HS256", secret.getKey(), "shared"))).isEmpty();
    }

    @Test
    void aKeyThatTheTokenBringsIsNotUsed() throws JoseException {
        source.load();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims().toJson());
        signature.setAlgorithmHeaderValue("RS256");
        signature.setKey(NEXT.getPrivateKey());
        signature.setKeyIdHeaderValue("one");
        signature.setJwkHeader(NEXT);
        signature.setHeader("jku", "https://evil.example/keys");

        assertThat(name(signature.getCompactSerialization())).isEmpty();
    }

    @Test
    void anExpiredEarlyOrForeignTokenIsRefused() {
        source.load();
        NumericDate now = NumericDate.now();

        assertThat(name(token(claims -> claims.setExpirationTime(at(now, -60)))))
                .isEmpty();
        assertThat(name(token(claims -> claims.setExpirationTime(at(now, -10)))))
                .as("clocks may differ by 30 s")
                .contains("alice");
        assertThat(name(token(claims -> claims.unsetClaim("exp")))).isEmpty();
        assertThat(name(token(claims -> claims.setNotBefore(at(now, 60))))).isEmpty();
        assertThat(name(token(claims -> claims.setNotBefore(at(now, 10))))).contains("alice");
        assertThat(name(token(claims -> claims.setAudience("another")))).isEmpty();
        assertThat(name(token(claims -> claims.unsetClaim("aud")))).isEmpty();
        assertThat(name(token(claims -> claims.setAudience("another", AUDIENCE))))
                .contains("alice");
        assertThat(name(token(claims -> claims.setIssuer("https://id.example"))))
                .isEmpty();
        assertThat(name(token(claims -> claims.unsetClaim("iss")))).isEmpty();
        assertThat(name(sign(claims(), "RS256", NEXT.getPrivateKey(), "one"))).isEmpty();
    }

    private static NumericDate at(NumericDate now, int seconds) {
        return NumericDate.fromSeconds(now.getValue() + seconds);
    }

    @Test
    void aNameThatCannotBeOneIsRefused() {
        source.load();

        assertThat(name(token(claims -> claims.unsetClaim("sub")))).isEmpty();
        assertThat(name(token(claims -> claims.setSubject("a\nb")))).isEmpty();
        assertThat(name(token(claims -> claims.setSubject("x".repeat(101))))).isEmpty();
        assertThat(name(token(claims -> claims.setClaim("sub", 7)))).isEmpty();
        assertThat(name(token(claims -> claims.setStringClaim("team", "x".repeat(65)))))
                .isEmpty();
        assertThat(name(token(claims -> claims.setStringListClaim("team", "a", "b"))))
                .isEmpty();
        assertThat(name("llmc-some-key")).isEmpty();
        assertThat(name("a.b.c")).isEmpty();
        assertThat(name("x".repeat(10_000))).isEmpty();
    }

    @Test
    void aNewKeyIsAcceptedOnceTheSetIsLoadedAgainAndTheOldOneNoLonger() {
        source.load();
        String old = token();
        String rotated = sign(claims(), "RS256", NEXT.getPrivateKey(), "two");
        assertThat(name(old)).contains("alice");
        assertThat(name(rotated)).isEmpty();

        jwks = set(NEXT);
        advance(JwkSource.MIN_INTERVAL);
        assertThat(source.isDue()).isTrue();
        source.load();

        assertThat(name(rotated)).contains("alice");
        assertThat(name(old)).as("also if it was accepted before").isEmpty();
    }

    @Test
    void unknownKeysDoNotHammerTheIssuer() {
        source.load();
        assertThat(loads).hasValue(1);

        for (int i = 0; i < 1000; i++) {
            assertThat(name(sign(claims(), "ES256", ecKey(), "unknown-" + (i % 7))))
                    .isEmpty();
            if (source.isDue()) {
                source.load();
            }
            advance(Duration.ofMillis(25));
        }

        assertThat(loads.get()).as("in 25 s").isBetween(3, 4);
        advance(Duration.ofSeconds(20));
        source.load();
        int before = loads.get();
        advance(JwkSource.INTERVAL.minusSeconds(1));
        assertThat(source.isDue()).as("without unknown keys").isFalse();
        assertThat(loads.get()).isEqualTo(before);
    }

    private static final PublicJsonWebKey EC = ec();

    private static PublicJsonWebKey ec() {
        try {
            return EcJwkGenerator.generateJwk(EllipticCurves.P256);
        } catch (JoseException e) {
            throw new AssertionError(e);
        }
    }

    private static Key ecKey() {
        return EC.getPrivateKey();
    }

    @Test
    void theLastKeysStayInUseWhileTheIssuerIsDownButNotForEver() {
        source.load();
        String token = token();
        for (String broken : List.of("", "not JSON", "{\"keys\":[]}", "[]")) {
            jwks = broken;
            advance(JwkSource.INTERVAL);
            source.load();
            assertThat(name(token)).as(broken).contains("alice");
        }
        advance(JwkSource.MAX_AGE);
        source.load();
        assertThat(name(token)).isEmpty();

        jwks = set(RSA);
        advance(JwkSource.MIN_INTERVAL);
        assertThat(source.isDue()).as("a failed load is repeated soon").isTrue();
        source.load();
        assertThat(name(token)).contains("alice");
    }

    @Test
    void anIssuerThatIsDownAtTheStartIsFollowedInTheBackground() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        try (JwkSource late = new JwkSource(
                () -> {
                    if (attempts.incrementAndGet() == 1) {
                        throw new IOException("down");
                    }
                    return set(RSA);
                },
                "id.example",
                now::get)) {
            late.start();
            assertThat(late.keys()).isEmpty();
            advance(JwkSource.MIN_INTERVAL);
            late.refresh();
            for (int i = 0; i < 300 && late.keys().isEmpty(); i++) {
                Thread.sleep(10);
            }
            assertThat(late.keys()).hasSize(1);
        }
    }

    @TempDir
    Path folder;

    @Test
    void optionsBelongTogetherAndKeysComeOverHttps() throws IOException {
        String file = Files.writeString(folder.resolve("jwks"), set(RSA)).toString();
        assertThat(options("--jwt-issuer=a", "--jwt-audience=b", "--jwt-jwks=" + file)
                        .callers())
                .isPresent();
        assertThat(options("--jwt-issuer=a", "--jwt-audience=b", "--jwt-jwks=http://127.0.0.1:1/k")
                        .callers())
                .isPresent();
        assertThat(options().callers()).isEmpty();
        assertThatThrownBy(() -> options("--jwt-issuer=a", "--jwt-jwks=" + file).callers())
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageEndingWith("set --jwt-audience, too");
        assertThatThrownBy(() -> options("--jwt-issuer=a", "--jwt-audience=b", "--jwt-jwks=http://id.example/k")
                        .callers())
                .isInstanceOf(LLMConfigurationException.class)
                .hasMessageContaining("must be an https URL");
    }

    private static JwtOptions options(String... arguments) {
        CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();
        JwtOptions options = new JwtOptions();
        spec.addMixin("jwt", CommandLine.Model.CommandSpec.forAnnotatedObject(options));
        new CommandLine(spec).parseArgs(arguments);
        return options;
    }
}
