package dev.llmconnect.providers.http;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A proxy as a variable names it: {@code http://user:password@proxy.example:3128}, {@code proxy.example:3128} or
 * {@code socks5://proxy.example}.
 *
 * @param authorization the header of its credentials; {@code null} without any
 */
record ProxyUrl(Proxy proxy, @Nullable String authorization) {
    private static final int HTTP_PORT = 80;
    private static final int SOCKS_PORT = 1080;

    /**
     * @throws LLMConfigurationException naming the variable, never the value, which may hold a password
     */
    static ProxyUrl parse(String variable, String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "http://" + text);
            String scheme = uri.getScheme();
            boolean socks = scheme.equals("socks5") || scheme.equals("socks5h") || scheme.equals("socks");
            if (uri.getHost() == null || (!socks && !scheme.equals("http"))) {
                throw unusable(variable);
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : socks ? SOCKS_PORT : HTTP_PORT;
            String user = uri.getRawUserInfo();
            if (user != null && socks) {
                throw new LLMConfigurationException(variable + ": a SOCKS proxy with a user name is not supported");
            }
            Proxy proxy = new Proxy(
                    socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(uri.getHost().replaceAll("[\\[\\]]", ""), port));
            return new ProxyUrl(proxy, user == null ? null : basic(user));
        } catch (URISyntaxException e) {
            throw unusable(variable);
        }
    }

    private static LLMConfigurationException unusable(String variable) {
        return new LLMConfigurationException(
                variable + " must be the URL of an HTTP or SOCKS proxy, such as http://proxy.example:3128");
    }

    /** Tells the redactor of the credentials, too. */
    private static String basic(String rawUserInfo) {
        HttpUrl decoded = HttpUrl.get("http://" + rawUserInfo + "@proxy");
        String credentials = decoded.username() + ":" + decoded.password();
        String encoded = Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        Secret.of(encoded);
        if (!decoded.encodedPassword().isEmpty()) {
            Secret.of(decoded.encodedPassword());
        }
        return "Basic " + encoded;
    }

    /** The proxy, once its credentials are kept. */
    Proxy keep(Map<Proxy, String> authorizations) {
        if (authorization != null) {
            authorizations.put(proxy, authorization);
        }
        return proxy;
    }

    /** Never names the credentials. */
    @Override
    public String toString() {
        return "ProxyUrl[" + proxy + "]";
    }
}
