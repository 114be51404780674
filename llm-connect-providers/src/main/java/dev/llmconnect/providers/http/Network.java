package dev.llmconnect.providers.http;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.formats.failures.UntrustedCertificateException;
import dev.llmconnect.internal.BooleanText;
import dev.llmconnect.spi.AdapterSettings;
import dev.llmconnect.spi.ProviderSetting;
import java.io.File;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached: through which proxy, and with which certificate authorities trusted. Immutable and thread-safe.
 *
 * <p>A provider's own proxy ({@code LLM_CONNECT_OPENAI_PROXY}) is used for every host. Otherwise {@code HTTPS_PROXY} and
 * {@code HTTP_PROXY} are used, in either case of letters, but never for a loopback or link-local host nor for one that {@code NO_PROXY}
 * names; without them, the system properties of the JDK. {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}, or a provider's own
 * {@code LLM_CONNECT_OPENAI_CA_FILE}, replace the certificate authorities of the JDK.
 */
public final class Network {
    /** The proxy of the JDK's system properties, and the certificate authorities of the JDK. */
    public static final Network DEFAULT = new Network(null, Map.of(), null, false);

    /** No proxy, not even that of the JDK's system properties: for services of the machine's own network. */
    public static final Network DIRECT = new Network(new Selector(uri -> Optional.empty()), Map.of(), null, false);

    private final @Nullable ProxySelector proxies;
    private final Map<Proxy, String> authorizations;
    private final @Nullable TrustedAuthorities authorities;
    private final boolean traced;

    private Network(
            @Nullable ProxySelector proxies,
            Map<Proxy, String> authorizations,
            @Nullable TrustedAuthorities authorities,
            boolean traced) {
        this.proxies = proxies;
        this.authorizations = authorizations;
        this.authorities = authorities;
        this.traced = traced;
    }

    /** The settings of a provider and, after them, those that {@link #of} and {@link HttpLimits#of} read for it. */
    public static List<ProviderSetting> settings(String provider, ProviderSetting... own) {
        return settings(provider, List.of(own));
    }

    /** The settings of a provider and, after them, those that {@link #of} and {@link HttpLimits#of} read for it. */
    public static List<ProviderSetting> settings(String provider, List<ProviderSetting> own) {
        return Stream.concat(
                        own.stream(),
                        Stream.of(
                                proxy(provider),
                                caFile(provider),
                                traceparent(provider),
                                HttpLimits.MAX_ANSWER_SETTING))
                .toList();
    }

    /**
     * The network that the settings of a provider and the environment describe.
     *
     * @throws dev.llmconnect.LLMConfigurationException if a proxy or the provider's file of certificate authorities cannot be used, or it
     *     is not clear whether the trace is to be sent
     */
    public static Network of(String provider, AdapterSettings settings) {
        Map<Proxy, String> authorizations = new HashMap<>();
        ProxySelector proxies = proxies(provider, settings, authorizations);
        TrustedAuthorities authorities = authorities(provider, settings);
        boolean traced = traced(provider, settings);
        return proxies == null && authorities == null && !traced
                ? DEFAULT
                : new Network(proxies, Map.copyOf(authorizations), authorities, traced);
    }

    private static ProviderSetting proxy(String provider) {
        return ProviderSetting.builder("proxy")
                .variables(variable(provider, "PROXY"))
                .description("the proxy to the provider's API")
                .build();
    }

    private static ProviderSetting caFile(String provider) {
        return ProviderSetting.builder("ca_file")
                .variables(variable(provider, "CA_FILE"))
                .description("PEM file of the certificate authorities trusted for the provider's API")
                .build();
    }

    private static ProviderSetting traceparent(String provider) {
        return ProviderSetting.builder("traceparent")
                .variables(variable(provider, "TRACEPARENT"))
                .description(
                        "whether the provider gets the header traceparent, as a part of the caller's trace; by default"
                                + " it does not")
                .build();
    }

    private static boolean traced(String provider, AdapterSettings settings) {
        return settings.value(traceparent(provider))
                .map(text -> BooleanText.parse(text)
                        .orElseThrow(() -> new LLMConfigurationException(
                                variable(provider, "TRACEPARENT") + " must be " + BooleanText.ACCEPTED)))
                .orElse(false);
    }

    /** Whether the provider gets the trace context of calls. */
    boolean isTraced() {
        return traced;
    }

    private static String variable(String provider, String suffix) {
        return "LLM_CONNECT_" + ProviderSetting.variablePart(provider) + "_" + suffix;
    }

    private static @Nullable ProxySelector proxies(
            String provider, AdapterSettings settings, Map<Proxy, String> authorizations) {
        Optional<Proxy> own = settings.value(proxy(provider))
                .map(url -> ProxyUrl.parse(variable(provider, "PROXY"), url).keep(authorizations));
        if (own.isPresent()) {
            return new Selector(uri -> own);
        }
        Optional<Proxy> https = ofVariable("HTTPS_PROXY", settings, authorizations);
        Optional<Proxy> http = ofVariable("HTTP_PROXY", settings, authorizations);
        if (https.isEmpty() && http.isEmpty()) {
            return null;
        }
        NoProxy none = NoProxy.parse(anyCase("NO_PROXY", settings).orElse(""));
        return new Selector(
                uri -> none.matches(uri) ? Optional.empty() : "https".equalsIgnoreCase(uri.getScheme()) ? https : http);
    }

    private static Optional<Proxy> ofVariable(
            String variable, AdapterSettings settings, Map<Proxy, String> authorizations) {
        return anyCase(variable, settings)
                .map(url -> ProxyUrl.parse(variable, url).keep(authorizations));
    }

    /** In lower case first, as curl has it. */
    private static Optional<String> anyCase(String variable, AdapterSettings settings) {
        return settings.environment(variable.toLowerCase(Locale.ROOT)).or(() -> settings.environment(variable));
    }

    private static @Nullable TrustedAuthorities authorities(String provider, AdapterSettings settings) {
        Optional<String> own = settings.value(caFile(provider));
        if (own.isPresent()) {
            TrustedAuthorities authorities =
                    new TrustedAuthorities(variable(provider, "CA_FILE"), List.of(Path.of(own.get())), List.of());
            authorities.load();
            return authorities;
        }
        List<Path> files =
                settings.environment("SSL_CERT_FILE").map(Path::of).stream().toList();
        List<Path> folders = settings.environment("SSL_CERT_DIR").stream()
                .flatMap(names -> Arrays.stream(names.split(File.pathSeparator)))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .toList();
        // Read by the first call over TLS: a provider on this machine needs none of them.
        return files.isEmpty() && folders.isEmpty()
                ? null
                : new TrustedAuthorities(
                        files.isEmpty()
                                ? "SSL_CERT_DIR"
                                : folders.isEmpty() ? "SSL_CERT_FILE" : "SSL_CERT_FILE and SSL_CERT_DIR",
                        files,
                        folders);
    }

    /** Sets up a client. */
    void apply(OkHttpClient.Builder client, boolean secure) {
        if (proxies != null) {
            client.proxySelector(proxies);
            client.proxyAuthenticator((route, response) -> {
                String authorization = route == null ? null : authorizations.get(route.proxy());
                boolean refused = response.request().header("Proxy-Authorization") != null;
                return authorization == null || refused
                        ? null
                        : response.request()
                                .newBuilder()
                                .header("Proxy-Authorization", authorization)
                                .build();
            });
        }
        if (secure && authorities != null) {
            client.sslSocketFactory(authorities.load().getSocketFactory(), authorities.manager());
        }
    }

    /** The failure of a connection; of a certificate that is not trusted, with what decides which ones are. */
    IOException explained(IOException failure) {
        Throwable root = null;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (root != null || t instanceof CertificateException) {
                root = t;
            }
        }
        if (root == null) {
            return failure;
        }
        String trusted = authorities == null ? "the JDK" : authorities.describe();
        return new UntrustedCertificateException(
                "not trusted by the certificate authorities of " + trusted + ": " + root.getMessage(),
                failure,
                authorities == null);
    }

    /** The header for the proxy of a request in the clear; one over TLS has it in the request for its tunnel. */
    Optional<String> proxyAuthorization(HttpUrl url) {
        if (proxies == null || url.isHttps() || authorizations.isEmpty()) {
            return Optional.empty();
        }
        return proxies.select(url.uri()).stream()
                .flatMap(proxy -> Optional.ofNullable(authorizations.get(proxy)).stream())
                .findFirst();
    }

    /** Names no proxy, whose address may hold credentials. */
    @Override
    public String toString() {
        return "Network";
    }

    private interface Choice {
        Optional<Proxy> proxy(URI uri);
    }

    private static final class Selector extends ProxySelector {
        private final Choice choice;

        Selector(Choice choice) {
            this.choice = choice;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(choice.proxy(uri).orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // There is no other proxy to choose.
        }
    }
}
