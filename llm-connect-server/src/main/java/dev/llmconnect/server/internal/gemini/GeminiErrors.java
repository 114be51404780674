package dev.llmconnect.server.internal.gemini;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.gemini.GeminiErrorWriter;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.http.ErrorResponse;

/** Responses to failed requests of Gemini's clients. */
final class GeminiErrors implements ErrorFormat {
    static final GeminiErrors INSTANCE = new GeminiErrors();

    private GeminiErrors() {}

    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        HttpResponse response =
                HttpResponse.json(GeminiErrorWriter.status(failure), GeminiErrorWriter.tree(failure, requestId));
        return ErrorResponse.withHeaders(response, failure);
    }
}
