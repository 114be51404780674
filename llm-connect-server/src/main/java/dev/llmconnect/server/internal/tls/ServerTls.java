package dev.llmconnect.server.internal.tls;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.internal.FileState;
import dev.llmconnect.server.TlsConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** The TLS of a server, with the newest certificate that could be read. Thread-safe. */
public final class ServerTls {
    private static final Logger LOG = System.getLogger(ServerTls.class.getName());

    /** RFC 9325, section 4.2, and the three of TLS 1.3 (RFC 8446, section 9.1). */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final TlsConfig config;
    private final Duration handshakeTimeout;
    private final Clock clock;
    private volatile SslContext context;
    private List<String> states;

    /**
     * Reads the files.
     *
     * @throws LLMConfigurationException when one of them cannot be used
     */
    public ServerTls(TlsConfig config, Duration handshakeTimeout, Clock clock) {
        this.config = config;
        this.handshakeTimeout = handshakeTimeout;
        this.clock = clock;
        states = states();
        context = load();
    }

    private List<String> states() {
        List<Path> files = new ArrayList<>(List.of(config.certificate(), config.privateKey()));
        config.clientAuthorities().ifPresent(files::add);
        return files.stream().map(FileState::of).toList();
    }

    /** Reads the files again if one has changed. Files that cannot be used leave the present certificate in force, and are logged. */
    public synchronized void refresh() {
        List<String> now = states();
        if (now.equals(states)) {
            return;
        }
        states = now;
        try {
            context = load();
            LOG.log(Level.INFO, "read the TLS certificate {0} again", config.certificate());
        } catch (LLMConfigurationException e) {
            LOG.log(Level.WARNING, "the TLS certificate stays as it was: {0}", e.getMessage());
        }
    }

    /** The first handler of a connection. A client that does not speak TLS gets past it, so that it can be told. */
    public OptionalSslHandler handler() {
        SslContext current = context;
        return new OptionalSslHandler(current) {
            @Override
            protected SslHandler newSslHandler(ChannelHandlerContext ctx, SslContext ssl) {
                SslHandler handler = super.newSslHandler(ctx, ssl);
                handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
                return handler;
            }
        };
    }

    /** Whether clients must have a certificate. */
    public boolean authenticatesClients() {
        return config.clientAuthorities().isPresent();
    }

    private SslContext load() {
        List<X509Certificate> chain = PemFiles.certificates(config.certificate());
        PrivateKey key = PemFiles.privateKey(config.privateKey());
        if (!KeyMatch.matches(key, chain.get(0))) {
            throw new LLMConfigurationException("cannot use the TLS key " + config.privateKey()
                    + ": it is not the key of the first certificate in " + config.certificate());
        }
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(key, chain)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE);
            Optional<Path> authorities = config.clientAuthorities();
            if (authorities.isPresent()) {
                builder.trustManager(PemFiles.certificates(authorities.get())).clientAuth(ClientAuth.REQUIRE);
            }
            SslContext loaded = builder.build();
            warnOfExpiry(chain.get(0));
            return loaded;
        } catch (SSLException | IllegalArgumentException e) {
            throw new LLMConfigurationException(
                    "cannot use the TLS key " + config.privateKey() + ": " + e.getMessage(), e, ErrorDetails.none());
        }
    }

    private void warnOfExpiry(X509Certificate certificate) {
        if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
            LOG.log(
                    Level.WARNING,
                    "the TLS certificate {0} has expired on {1}",
                    config.certificate(),
                    certificate.getNotAfter().toInstant());
        }
    }
}
