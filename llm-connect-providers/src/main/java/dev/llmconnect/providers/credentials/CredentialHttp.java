package dev.llmconnect.providers.credentials;

import dev.llmconnect.Deadline;
import dev.llmconnect.LLMCall;
import dev.llmconnect.providers.http.HttpCall;
import dev.llmconnect.providers.http.HttpClients;
import dev.llmconnect.providers.http.HttpExchange;
import dev.llmconnect.providers.http.HttpLimits;
import dev.llmconnect.providers.http.Network;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends the rare requests that fetch credentials, each on a connection of its own that is closed at once, so that nothing is left to
 * close later. Answers are limited to 1 MiB. Immutable and thread-safe.
 *
 * @param network how the endpoint is reached
 * @param timeout limit of one request; the call's own deadline holds, too
 */
public record CredentialHttp(Network network, Duration timeout) {
    /** Limit of a request to a service on the Internet: 30 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** Reads an answer. */
    @FunctionalInterface
    public interface AnswerReader<R> {
        /**
         * Reads an answer, which is closed afterwards.
         *
         * @throws IOException if it breaks off
         */
        R read(HttpExchange exchange) throws IOException;
    }

    /**
     * Sends a request and reads its answer, whatever its status.
     *
     * @param request whose deadline and cancellation end the request
     * @throws IOException if there is no answer
     */
    public <R> R send(HttpCall call, LLMCall request, AnswerReader<R> reader) throws IOException {
        HttpLimits limits =
                new HttpLimits(min(HttpLimits.DEFAULT.connectTimeout()), timeout, 1 << 20, 1 << 20, 1 << 18);
        Deadline deadline = request.deadline().earlier(Deadline.after(timeout, request.ticker()));
        try (HttpClients http = new HttpClients(limits, network);
                HttpExchange exchange =
                        http.send(call, request.toBuilder().deadline(deadline).build(), false)) {
            return reader.read(exchange);
        }
    }

    private Duration min(Duration other) {
        return timeout.compareTo(other) < 0 ? timeout : other;
    }
}
