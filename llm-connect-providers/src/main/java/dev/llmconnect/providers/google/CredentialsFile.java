package dev.llmconnect.providers.google;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.providers.wire.DirectBackend;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** A file of credentials as Google hands it out: the key of a service account, or the sign-in of a person. */
final class CredentialsFile {
    private static final String TOKEN_URI = "https://oauth2.googleapis.com/token";

    private final Path path;
    private final JsonNode json;

    private CredentialsFile(Path path, JsonNode json) {
        this.path = path;
        this.json = json;
    }

    /**
     * Reads a file.
     *
     * @throws LLMConfigurationException naming the file and what is wrong with it, never what is in it
     */
    static TokenSource read(Path path) {
        try {
            return new CredentialsFile(path, Json.read(Files.readAllBytes(path))).source();
        } catch (IOException e) {
            throw new LLMConfigurationException(
                    "the Google credentials file " + path + " cannot be read: " + e, e, ErrorDetails.none());
        } catch (JsonException e) {
            throw new LLMConfigurationException("the Google credentials file " + path + " is not JSON");
        }
    }

    private TokenSource source() {
        String type = required("type");
        return switch (type) {
            case "service_account" ->
                new ServiceAccount(
                        required("client_email"),
                        json.filled("private_key_id").orElse(null),
                        privateKey(required("private_key")),
                        tokenUri(),
                        json.filled("project_id").orElse(null));
            case "authorized_user" ->
                new AuthorizedUser(
                        required("client_id"),
                        Secret.of(required("client_secret")),
                        Secret.of(required("refresh_token")),
                        tokenUri(),
                        json.filled("quota_project_id").orElse(null));
            default ->
                throw wrong("is of type " + type
                        + ", and only service_account and authorized_user are known; give an access token in "
                        + "GOOGLE_VERTEX_ACCESS_TOKEN instead");
        };
    }

    private String tokenUri() {
        return DirectBackend.checked(json.filled("token_uri").orElse(TOKEN_URI));
    }

    private PrivateKey privateKey(String pem) {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "").replaceAll("\\s", "");
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // No cause: it may quote what it could not read.
            throw wrong("has a private_key that is not an RSA key in PKCS#8");
        }
    }

    private String required(String field) {
        return json.filled(field).orElseThrow(() -> wrong("has no " + field));
    }

    private LLMConfigurationException wrong(String what) {
        return new LLMConfigurationException("the Google credentials file " + path + " " + what);
    }
}
