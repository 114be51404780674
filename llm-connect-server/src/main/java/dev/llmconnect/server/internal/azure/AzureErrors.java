package dev.llmconnect.server.internal.azure;

import dev.llmconnect.LLMException;
import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.openai.OpenAIErrors;
import java.util.LinkedHashMap;
import java.util.Map;

/** Failures as Azure OpenAI reports them: in OpenAI's form, but for a model that is not there, which is a deployment. */
final class AzureErrors implements ErrorFormat {
    static final AzureErrors OF_MESSAGES = new AzureErrors(OpenAIErrors.OF_MESSAGES, "messages");
    static final AzureErrors OF_INPUT = new AzureErrors(OpenAIErrors.OF_INPUT, "input");
    private static final String ERROR = "error";

    private final OpenAIErrors openAI;
    private final String prompt;

    private AzureErrors(OpenAIErrors openAI, String prompt) {
        this.openAI = openAI;
        this.prompt = prompt;
    }

    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        HttpResponse response = openAI.response(failure, requestId);
        OpenAIError error = OpenAIError.of(failure, prompt);
        if (!OpenAIError.NO_MODEL.equals(error.code())) {
            return response;
        }
        Map<String, Object> tree = new LinkedHashMap<>(OpenAIError.tree(failure, prompt, requestId));
        Map<String, Object> inner = new LinkedHashMap<>();
        inner.put("code", "DeploymentNotFound");
        inner.put("message", error.message());
        tree.put(ERROR, inner);
        HttpResponse own = HttpResponse.json(error.status(), tree);
        for (Map.Entry<String, String> header : response.headers().entrySet()) {
            own = own.withHeader(header.getKey(), header.getValue());
        }
        return own;
    }
}
