package dev.llmconnect.server.internal.ollama;

import dev.llmconnect.LLMException;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.call.AnswerFacts;
import dev.llmconnect.server.internal.http.ErrorResponse;
import dev.llmconnect.server.internal.openai.OpenAIError;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failures as Ollama reports them: {@code {"error":"..."}} with the HTTP status, on which its clients decide.
 *
 * <p>Source: <a href="https://docs.ollama.com/api/errors">Ollama's errors</a>.
 */
final class OllamaErrors implements ErrorFormat {
    static final OllamaErrors INSTANCE = new OllamaErrors();

    private OllamaErrors() {}

    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        int status = OpenAIError.of(failure, "messages").status();
        return ErrorResponse.withHeaders(HttpResponse.json(status, tree(failure, requestId)), failure);
    }

    /** The body of a response, and the last line of a stream that fails. */
    static Map<String, Object> tree(LLMException failure, String requestId) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("request_id", requestId);
        facts.put("error", failure.code().value());
        failure.provider().ifPresent(name -> facts.put("provider", name));
        failure.providerStatus().ifPresent(status -> facts.put("provider_status", status));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("error", OpenAIError.of(failure, "messages").message());
        tree.put(AnswerFacts.FIELD, facts);
        return tree;
    }
}
