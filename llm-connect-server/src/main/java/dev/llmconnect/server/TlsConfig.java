package dev.llmconnect.server;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Certificate, private key and, for mutual TLS, the authorities of client certificates. All are PEM files that are read again when they
 * change, so that a renewed certificate needs no restart. Immutable and thread-safe.
 *
 * <p>TLS 1.3 and TLS 1.2 are spoken, with authenticated ciphers and forward secrecy only, and HTTP/1.1 inside.
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
     * TLS without client certificates.
     *
     * @param certificate the server's certificate, followed by those of its intermediate authorities
     * @param privateKey its key, in PKCS#8 and not encrypted
     */
    public static TlsConfig of(Path certificate, Path privateKey) {
        return new TlsConfig(certificate, privateKey, null);
    }

    /**
     * A copy that requires a client certificate of one of these authorities. The common name of the certificate's subject, or else its
     * first DNS or URI name, is the name of the caller ({@link CallerKeys#callerOfCertificate}).
     */
    public TlsConfig withClientAuthorities(Path authorities) {
        return new TlsConfig(certificate, privateKey, Objects.requireNonNull(authorities, "authorities"));
    }

    /** The file of the server's certificate chain. */
    public Path certificate() {
        return certificate;
    }

    /** The file of the server's private key. */
    public Path privateKey() {
        return privateKey;
    }

    /** The file of the authorities of client certificates; empty when clients need no certificate. */
    public Optional<Path> clientAuthorities() {
        return Optional.ofNullable(clientAuthorities);
    }

    @Override
    public String toString() {
        return "TlsConfig[" + certificate + (clientAuthorities == null ? "" : ", clients of " + clientAuthorities)
                + "]";
    }
}
