package dev.llmconnect.providers.google;

import dev.llmconnect.formats.json.Json;
import dev.llmconnect.providers.http.HttpCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service account, which signs what it claims to be with its own key (RFC 7523, RS256).
 *
 * <p>Source: <a href="https://developers.google.com/identity/protocols/oauth2/service-account#httprest">Google's description</a>.
 */
final class ServiceAccount implements TokenSource {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String email;
    private final @Nullable String keyId;
    private final PrivateKey key;
    private final String tokenUri;
    private final @Nullable String project;

    ServiceAccount(String email, @Nullable String keyId, PrivateKey key, String tokenUri, @Nullable String project) {
        this.email = email;
        this.keyId = keyId;
        this.key = key;
        this.tokenUri = tokenUri;
        this.project = project;
    }

    @Override
    public HttpCall ask(Instant now) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        form.put("assertion", assertion(now));
        return GoogleCredentials.form(tokenUri, form);
    }

    @Override
    public Optional<String> project() {
        return Optional.ofNullable(project);
    }

    private String assertion(Instant now) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "RS256");
        header.put("typ", "JWT");
        if (keyId != null) {
            header.put("kid", keyId);
        }
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", email);
        claims.put("scope", GoogleCredentials.SCOPE);
        claims.put("aud", tokenUri);
        claims.put("iat", now.getEpochSecond());
        claims.put("exp", now.plus(LIFE).getEpochSecond());
        String signed = encoded(Json.write(header)) + "." + encoded(Json.write(claims));
        return signed + "." + encoded(signature(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] signature(byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            // The key was read as an RSA key, and every Java platform has this algorithm.
            throw new IllegalStateException("the service account's key cannot sign", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }

    /** Never tells the key. */
    @Override
    public String toString() {
        return "ServiceAccount[" + email + "]";
    }
}
