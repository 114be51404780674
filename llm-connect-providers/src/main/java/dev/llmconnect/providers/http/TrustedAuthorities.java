package dev.llmconnect.providers.http;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificate authorities in PEM files, in place of those of the JDK. Read once, when first needed. Thread-safe. */
final class TrustedAuthorities {
    private static final int MAX_FILES = 10_000;

    private final String source;
    private final List<Path> files;
    private final List<Path> folders;
    private @Nullable SSLContext context;
    private @Nullable X509TrustManager manager;

    /**
     * @param source the variable that names them, for messages
     * @param files each must hold certificates
     * @param folders whose files may hold certificates
     */
    TrustedAuthorities(String source, List<Path> files, List<Path> folders) {
        this.source = source;
        this.files = files;
        this.folders = folders;
    }

    /**
     * The context of connections that trust them.
     *
     * @throws LLMConfigurationException naming the variable and the file that cannot be read
     */
    synchronized SSLContext load() {
        if (context != null) {
            return context;
        }
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates()) {
                store.setCertificateEntry("ca-" + store.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            X509TrustManager trusting = Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, new X509TrustManager[] {trusting}, null);
            manager = trusting;
            context = tls;
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new LLMConfigurationException(source + " cannot be used: " + e, e, ErrorDetails.none());
        }
    }

    synchronized X509TrustManager manager() {
        load();
        return Objects.requireNonNull(manager);
    }

    /** The variable and the files, for messages. */
    String describe() {
        return source + " (" + places() + ")";
    }

    private String places() {
        return Stream.concat(files.stream(), folders.stream())
                .map(Path::toString)
                .collect(Collectors.joining(", "));
    }

    private List<Certificate> certificates() {
        List<Certificate> all = new ArrayList<>();
        for (Path file : files) {
            try {
                all.addAll(read(file));
            } catch (IOException | CertificateException e) {
                throw new LLMConfigurationException(
                        source + ": the certificates in " + file + " cannot be read: " + e, e, ErrorDetails.none());
            }
        }
        for (Path folder : folders) {
            try (Stream<Path> entries = Files.list(folder)) {
                entries.filter(Files::isRegularFile).sorted().limit(MAX_FILES).forEach(file -> {
                    try {
                        all.addAll(read(file));
                    } catch (IOException | CertificateException e) {
                        // Such a folder may hold other files, too.
                    }
                });
            } catch (IOException e) {
                throw new LLMConfigurationException(
                        "SSL_CERT_DIR: the folder " + folder + " cannot be read: " + e, e, ErrorDetails.none());
            }
        }
        if (all.isEmpty()) {
            throw new LLMConfigurationException(source + ": there is no certificate in " + places());
        }
        return all;
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, CertificateException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }
}
