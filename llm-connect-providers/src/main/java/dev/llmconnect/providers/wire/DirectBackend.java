package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import dev.llmconnect.formats.wire.ProviderCall;
import dev.llmconnect.internal.BaseUrlText;
import dev.llmconnect.providers.http.HttpCall;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** A base URL, a key in a header, and headers that never change. Immutable and thread-safe. */
public final class DirectBackend implements Backend {
    private final String baseUrl;
    private final String keyHeader;
    private final String keyPrefix;
    private final @Nullable Secret key;
    private final Map<String, String> headers;

    private DirectBackend(
            String baseUrl, String keyHeader, String keyPrefix, @Nullable Secret key, Map<String, String> headers) {
        this.baseUrl = baseUrl;
        this.keyHeader = keyHeader;
        this.keyPrefix = keyPrefix;
        this.key = key;
        this.headers = headers;
    }

    /**
     * The key goes into {@code Authorization: Bearer …}.
     *
     * @param key {@code null} for a server that wants none
     * @throws LLMConfigurationException when {@code baseUrl} is no {@code http} or {@code https} address
     */
    public static DirectBackend bearer(String baseUrl, @Nullable Secret key) {
        return new DirectBackend(checked(baseUrl), "Authorization", "Bearer ", key, Map.of());
    }

    /**
     * The key goes into a header of its own, such as {@code x-api-key}.
     *
     * @throws LLMConfigurationException when {@code baseUrl} is no {@code http} or {@code https} address
     */
    public static DirectBackend header(String baseUrl, String name, @Nullable Secret key) {
        return new DirectBackend(checked(baseUrl), name, "", key, Map.of());
    }

    /** A copy that sends this header as well. */
    public DirectBackend with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new DirectBackend(baseUrl, keyHeader, keyPrefix, key, Map.copyOf(more));
    }

    @Override
    public String url(ProviderCall call, String path) {
        // Once per call: + would go by way of a builder that grows.
        return baseUrl.concat(path);
    }

    @Override
    public void authorize(HttpCall http, ProviderCall call) {
        headers.forEach(http::header);
        if (key != null) {
            http.header(keyHeader, keyPrefix.concat(key.reveal()));
        }
    }

    /**
     * A base URL without the slash at its end. Its user-info is known to the redactor from now on.
     *
     * @throws LLMConfigurationException when it is no {@code http} or {@code https} address, or has a query
     */
    public static String checked(String baseUrl) {
        BaseUrlText.register(baseUrl);
        HttpUrl url = HttpUrl.parse(baseUrl);
        if (url == null || url.query() != null || url.fragment() != null) {
            throw new LLMConfigurationException(
                    "base URL must be an http or https address without a query, got " + BaseUrlText.shown(baseUrl));
        }
        String text = baseUrl.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        return text;
    }

    /** Never tells the key. */
    @Override
    public String toString() {
        return "DirectBackend[" + BaseUrlText.shown(baseUrl) + "]";
    }
}
