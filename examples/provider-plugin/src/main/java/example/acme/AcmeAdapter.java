package example.acme;

import com.eclipsesource.json.Json;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMApiException;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.LLMTimeoutException;
import dev.llmconnect.Secret;
import dev.llmconnect.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls Acme: translates the request, sends it and reads the answer. */
record AcmeAdapter(URI url, Secret key, HttpClient client) implements LLMAdapter {
    @Override
    public String provider() {
        return "acme";
    }

    @Override
    public LLMResponse execute(LLMRequest request) {
        var call = HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + key.reveal())
                .POST(HttpRequest.BodyPublishers.ofString(body(request)))
                .build();
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(
                call, head -> BodySubscribers.mapping(BodySubscribers.ofInputStream(), AcmeAdapter::text));
        // Cancelling the exchange closes its connection: when the caller leaves, and when the deadline passes.
        try (var caller = request.cancellation().onCancel(() -> exchange.cancel(true))) {
            long nanosLeft = request.deadline().remaining().toNanos();
            return answer(
                    exchange.copy().orTimeout(nanosLeft, TimeUnit.NANOSECONDS).join());
        } catch (CompletionException e) {
            request.cancellation().throwIfCancelled();
            if (e.getCause() instanceof TimeoutException) {
                throw new LLMTimeoutException("acme did not answer in time");
            }
            throw new LLMApiException("acme did not answer", e, ErrorDetails.of("acme", FailureReason.CONNECTION));
        } finally {
            exchange.cancel(true);
        }
    }

    /** Anything Acme does not support is refused, never dropped. */
    private static String body(LLMRequest request) {
        var config = request.config();
        if (!request.tools().isEmpty()
                || request.responseFormat().isPresent()
                || !config.modelParams().isEmpty()) {
            throw new LLMInvalidRequestException("acme supports no tools, response formats or model_params");
        }
        var messages = Json.array();
        for (var message : request.messages()) {
            if (!message.parts().stream().allMatch(ContentPart.Text.class::isInstance)) {
                throw new LLMInvalidRequestException("acme supports text only");
            }
            messages.add(Json.object().add("role", message.role().value()).add("text", message.text()));
        }
        return Json.object()
                .add("model", config.modelNameIfSet().orElse("acme-1"))
                .add("temperature", config.temperature())
                .add("max_tokens", config.maxTokens())
                .add("messages", messages)
                .toString();
    }

    private static LLMResponse answer(HttpResponse<String> http) {
        if (http.statusCode() != 200) {
            var pause = http.headers().firstValue("Retry-After");
            throw LLMApiException.ofStatus("acme", http.statusCode(), http.body(), pause);
        }
        try {
            var answer = Json.parse(http.body()).asObject();
            return LLMResponse.builder()
                    .content(answer.get("text").asString())
                    .model(answer.get("model").asString())
                    .usage(Usage.of(answer.getLong("tokens_in", 0), answer.getLong("tokens_out", 0)))
                    .build();
        } catch (RuntimeException e) {
            throw new LLMApiException("acme's answer is invalid", e, ErrorDetails.of("acme", FailureReason.MALFORMED));
        }
    }

    /** The body, truncated at 10 MiB; a truncated one is not valid JSON. */
    private static String text(InputStream body) {
        try (body) {
            return new String(body.readNBytes(10 << 20), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
