package dev.llmconnect.ledger.store;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a URL {@code postgresql://user:password@host:port/database?parameter=value}. The password is registered with the
 * redactor and appears in no text.
 *
 * @param jdbc JDBC URL without user and password
 * @param properties driver properties
 * @param description name in messages
 */
record PostgresUrl(String jdbc, Properties properties, String description) {
    /**
     * Parses a URL.
     *
     * @throws LLMConfigurationException if it is invalid; the message does not contain it, since it may include a password
     */
    static PostgresUrl parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw bad(e);
        }
        String scheme = uri.getScheme();
        if (!"postgresql".equals(scheme) && !"postgres".equals(scheme)) {
            throw bad(null);
        }
        String host = uri.getHost();
        String database = uri.getPath();
        if (host == null || database == null || database.length() < 2) {
            throw bad(null);
        }
        String place = host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + database;
        Properties properties = new Properties();
        String userInfo = uri.getRawUserInfo();
        if (userInfo != null) {
            int colon = userInfo.indexOf(':');
            properties.setProperty("user", decode(colon < 0 ? userInfo : userInfo.substring(0, colon)));
            if (colon >= 0) {
                properties.setProperty(
                        "password",
                        Secret.of(decode(userInfo.substring(colon + 1))).reveal());
            }
        }
        String query = uri.getRawQuery();
        return new PostgresUrl(
                "jdbc:postgresql://" + place + (query == null ? "" : "?" + query),
                properties,
                "PostgreSQL at " + place);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static LLMConfigurationException bad(@Nullable Exception cause) {
        return new LLMConfigurationException(
                "the address of the database must be postgresql://HOST:PORT/DATABASE, with USER:PASSWORD@ before the host",
                // The cause repeats the address.
                cause == null ? null : new IllegalArgumentException("not a URI"),
                ErrorDetails.none());
    }

    /** Returns the URL without the properties, which contain the password. */
    @Override
    public String toString() {
        return description;
    }
}
