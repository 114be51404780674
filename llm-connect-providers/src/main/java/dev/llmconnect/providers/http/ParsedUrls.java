package dev.llmconnect.providers.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.HttpUrl;

/**
 * The addresses of an adapter, parsed once: an adapter asks one address for each model and operation at most, and parsing one allocates
 * 10 KB, a fifth of a call. Thread-safe.
 */
final class ParsedUrls {
    private static final int MAX_URLS = 256;

    private final Map<String, HttpUrl> parsed = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException when it is no address of HTTP */
    HttpUrl of(String url) {
        HttpUrl known = parsed.get(url);
        if (known != null) {
            return known;
        }
        HttpUrl added = HttpUrl.get(url);
        if (parsed.size() >= MAX_URLS) {
            parsed.clear();
        }
        parsed.put(url, added);
        return added;
    }
}
