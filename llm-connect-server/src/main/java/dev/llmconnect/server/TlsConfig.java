package dev.llmconnect.server;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * TLS configuration: certificate, private key and, for mutual TLS, the authorities of client certificates. All are PEM files that
 * are reloaded when they change, so that renewing a certificate needs no restart. Immutable and thread-safe.
 *
 * <p>Supports TLS 1.3 and TLS 1.2, with authenticated ciphers and forward secrecy only, and HTTP/1.1.
 */
public final class TlsConfig {
    private final Path certificate;
    private final Path privateKey;
    private final @Nullable Path clientAuthorities;

    private TlsConfig(Path certificate, Path privateKey, @Nullable Path clientAuthorities) {
        this.certificate = Objects.requireNonNull(certificate, "certificate");
        this.privateKey = Objects.requireNonNull(privateKey, "privateKey");
        this.clientAuthorities = clientAuthorities;
    }

    /**
     * Creates a configuration without client certificates.
     *
     * @param certificate certificate of the server, followed by its intermediate authorities
     * @param privateKey private key in unencrypted PKCS#8
     */
    public static TlsConfig of(Path certificate, Path privateKey) {
        return new TlsConfig(certificate, privateKey, null);
    }

    /**
     * Returns a copy that requires a client certificate issued by one of these authorities. The common name of the certificate's
     * subject, or else its first DNS or URI name, is the name of the caller ({@link CallerKeys#callerOfCertificate}).
     */
    public TlsConfig withClientAuthorities(Path authorities) {
        return new TlsConfig(certificate, privateKey, Objects.requireNonNull(authorities, "authorities"));
    }

    /** File of the server's certificate chain. */
    public Path certificate() {
        return certificate;
    }

    /** File of the server's private key. */
    public Path privateKey() {
        return privateKey;
    }

    /** File of the authorities of client certificates; empty if no client certificate is required. */
    public Optional<Path> clientAuthorities() {
        return Optional.ofNullable(clientAuthorities);
    }

    @Override
    public String toString() {
        return "TlsConfig[" + certificate + (clientAuthorities == null ? "" : ", clients of " + clientAuthorities)
                + "]";
    }
}
