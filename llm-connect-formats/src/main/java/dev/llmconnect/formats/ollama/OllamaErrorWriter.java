package dev.llmconnect.formats.ollama;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failures as Ollama reports them: {@code {"error":"..."}} with the HTTP status, on which its clients decide.
 *
 * <p>Source: <a href="https://docs.ollama.com/api/errors">Ollama's errors</a>.
 */
public final class OllamaErrorWriter {
    private OllamaErrorWriter() {}

    /** The HTTP status. */
    public static int status(LLMException failure) {
        return OpenAIError.of(failure, "messages").status();
    }

    /** The body of a response, and the last line of a stream that fails. */
    public static Map<String, Object> tree(LLMException failure, String requestId) {
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
