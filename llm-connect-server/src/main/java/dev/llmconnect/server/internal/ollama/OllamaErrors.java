package dev.llmconnect.server.internal.ollama;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.ollama.OllamaErrorWriter;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.http.ErrorResponse;

/** Responses to failed requests of Ollama's clients. */
final class OllamaErrors implements ErrorFormat {
    static final OllamaErrors INSTANCE = new OllamaErrors();

    private OllamaErrors() {}

    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        HttpResponse response =
                HttpResponse.json(OllamaErrorWriter.status(failure), OllamaErrorWriter.tree(failure, requestId));
        return ErrorResponse.withHeaders(response, failure);
    }
}
