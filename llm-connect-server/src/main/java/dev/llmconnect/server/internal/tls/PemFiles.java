package dev.llmconnect.server.internal.tls;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.FileRights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads PEM files (RFC 7468). What a message tells of a file never includes its content. */
final class PemFiles {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "Ed25519");
    private static final String PKCS8_COMMAND = "openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW";

    private PemFiles() {}

    /** Reads all certificates of a file, at least one. */
    static List<X509Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw unusable("certificate", file, "it holds no certificate", null);
            }
            return found;
        } catch (IOException e) {
            throw unusable("certificate", file, reason(e), e);
        } catch (CertificateException e) {
            throw unusable("certificate", file, "it is not a PEM file of X.509 certificates", e);
        }
    }

    /** Reads a private key in PKCS#8. */
    static PrivateKey privateKey(Path file) {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            FileRights.checkSecret("TLS key", file);
        } catch (IOException e) {
            throw unusable("key", file, reason(e), e);
        }
        Matcher key = PKCS8.matcher(text);
        if (!key.find()) {
            throw unusable("key", file, whyNoKey(text), null);
        }
        byte[] encoded;
        try {
            encoded = Base64.getMimeDecoder().decode(key.group(1));
        } catch (IllegalArgumentException e) {
            throw unusable("key", file, "its Base64 is damaged", null);
        }
        return decoded(file, new PKCS8EncodedKeySpec(encoded));
    }

    private static PrivateKey decoded(Path file, PKCS8EncodedKeySpec encoded) {
        return KEY_ALGORITHMS.stream()
                .flatMap(algorithm -> decoded(algorithm, encoded).stream())
                .findFirst()
                .orElseThrow(() -> unusable("key", file, "it is no key of " + String.join(", ", KEY_ALGORITHMS), null));
    }

    /** Empty for a key of another algorithm. */
    private static Optional<PrivateKey> decoded(String algorithm, PKCS8EncodedKeySpec encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has " + algorithm, e);
        }
    }

    private static String whyNoKey(String text) {
        if (text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            return "it is encrypted; decrypt it with `openssl pkcs8 -in OLD -out NEW`";
        }
        if (text.contains("-----BEGIN RSA PRIVATE KEY-----") || text.contains("-----BEGIN EC PRIVATE KEY-----")) {
            return "it is not in PKCS#8; convert it with `" + PKCS8_COMMAND + "`";
        }
        return "it holds no private key in PEM form (BEGIN PRIVATE KEY)";
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException
                ? "there is no such file"
                : e instanceof AccessDeniedException ? "it may not be read" : "it cannot be read";
    }

    private static LLMConfigurationException unusable(String what, Path file, String why, @Nullable Exception cause) {
        return new LLMConfigurationException(
                "cannot use the TLS " + what + " " + file + ": " + why, cause, ErrorDetails.none());
    }
}
