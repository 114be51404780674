package dev.llmconnect.cli;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.server.LLMServer;
import dev.llmconnect.server.TlsConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificate of the server, and whose clients' certificates it takes. */
final class TlsOptions {
    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description =
                    "Server certificate and its intermediate certificates in PEM; the server then accepts HTTPS only."
                            + " Reloaded on change. Default: none, plain HTTP")
    private @Nullable Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Private key of --tls-cert in PEM (PKCS#8, not encrypted)")
    private @Nullable Path key;

    @Option(
            names = "--tls-client-ca",
            paramLabel = "FILE",
            description = "Certificate authorities in PEM; each client must present a certificate of one of them, whose"
                    + " common name is the name of the caller. Default: none, clients need no certificate")
    private @Nullable Path clientAuthorities;

    /** Sets them on a server. */
    void applyTo(LLMServer.Builder server) {
        if (isOn()) {
            server.tls(config());
        }
    }

    /** Whether each client must present a certificate. */
    boolean identifiesClients() {
        return clientAuthorities != null;
    }

    /** Whether the server speaks HTTPS. */
    boolean isOn() {
        return certificate != null || key != null || clientAuthorities != null;
    }

    private TlsConfig config() {
        if (certificate == null || key == null) {
            throw new LLMConfigurationException("--tls-cert and --tls-key belong together"
                    + (clientAuthorities == null ? "" : ", and --tls-client-ca needs both") + ": set "
                    + (certificate == null ? "--tls-cert" : "--tls-key") + ", too");
        }
        TlsConfig config = TlsConfig.of(certificate, key);
        return clientAuthorities == null ? config : config.withClientAuthorities(clientAuthorities);
    }
}
