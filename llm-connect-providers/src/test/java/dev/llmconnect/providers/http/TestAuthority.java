package dev.llmconnect.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

/** A certificate authority made for one test, and a server certificate that it has signed; made by the JDK's keytool. */
final class TestAuthority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String name;

    /**
     * Makes the keys and the certificate of 127.0.0.1, localhost and provider.example.
     *
     * @param folder for the files
     */
    TestAuthority(Path folder, String name) throws Exception {
        this.folder = folder;
        this.name = name;
        keytool(
                "-genkeypair",
                "-keystore",
                authorityStore(),
                "-alias",
                "ca",
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-ext",
                "bc:c",
                "-validity",
                "2");
        keytool(
                "-genkeypair",
                "-keystore",
                serverStore(),
                "-alias",
                "server",
                "-dname",
                "CN=provider",
                "-keyalg",
                "EC",
                "-validity",
                "2");
        String request = folder.resolve(name + ".csr").toString();
        String signed = folder.resolve(name + "-server.pem").toString();
        keytool("-certreq", "-keystore", serverStore(), "-alias", "server", "-file", request);
        keytool(
                "-gencert",
                "-keystore",
                authorityStore(),
                "-alias",
                "ca",
                "-infile",
                request,
                "-outfile",
                signed,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost,dns:provider.example",
                "-validity",
                "2",
                "-rfc");
        keytool("-exportcert", "-keystore", authorityStore(), "-alias", "ca", "-file", pem().toString(), "-rfc");
        keytool("-importcert", "-keystore", serverStore(), "-alias", "ca", "-file", pem().toString(), "-noprompt");
        keytool("-importcert", "-keystore", serverStore(), "-alias", "server", "-file", signed);
    }

    /** The authority's certificate. */
    Path pem() {
        return folder.resolve(name + ".pem");
    }

    /** Sockets of a server with the certificate. */
    SSLSocketFactory serverSockets() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(serverStore()))) {
            store.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return tls.getSocketFactory();
    }

    private String authorityStore() {
        return folder.resolve(name + "-ca.p12").toString();
    }

    private String serverStore() {
        return folder.resolve(name + "-server.p12").toString();
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("keytool failed: " + output);
        }
    }
}
