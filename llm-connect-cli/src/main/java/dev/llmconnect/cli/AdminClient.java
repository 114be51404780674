package dev.llmconnect.cli;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import dev.llmconnect.Secret;
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the admin API of a server. Not thread-safe. */
final class AdminClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final String url;
    private final @Nullable Secret key;
    private boolean answered;

    /**
     * @param url of the server
     * @param key the admin key; {@code null} for none
     * @throws LLMConfigurationException when the address is none
     */
    AdminClient(String url, @Nullable Secret key) {
        String base = url.strip().replaceAll("/+$", "");
        if (!base.matches("https?://[^/?#\\s]+.*")) {
            throw new LLMConfigurationException("--url must be an address such as http://127.0.0.1:8080");
        }
        this.url = base;
        this.key = key;
    }

    /** The server is not there. */
    static final class UnreachableException extends LLMException {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Whether the server has answered before. */
    boolean hasAnswered() {
        return answered;
    }

    /**
     * What a path of the API says.
     *
     * @throws UnreachableException when the server is not there
     * @throws LLMException when it refuses
     */
    Map<?, ?> get(String path) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .uri(URI.create(url + "/admin/api/" + path))
                .timeout(TIMEOUT);
        if (key != null) {
            request.header("Authorization", "Bearer " + key.reveal());
        }
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UnreachableException(url + " cannot be reached", e);
        }
        Map<?, ?> body = object(response);
        if (response.statusCode() != OK) {
            throw new LLMConfigurationException(
                    url + " answers with HTTP " + response.statusCode() + ": " + body.get("message"));
        }
        answered = true;
        return body;
    }

    private Map<?, ?> object(HttpResponse<String> response) {
        try {
            return JsonParser.of(response.body()).object();
        } catch (JsonSyntaxException e) {
            throw new LLMConfigurationException(
                    url + " answers with HTTP " + response.statusCode() + " and not as an admin API does",
                    e,
                    ErrorDetails.none());
        }
    }
}
