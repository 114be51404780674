package dev.llmconnect.server.internal.openai;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.chat.OpenAIError;
import dev.llmconnect.server.ErrorFormat;
import dev.llmconnect.server.HttpResponse;
import dev.llmconnect.server.internal.http.ErrorResponse;

/**
 * Failures as OpenAI's API tells of them: {@code {"error":{"message","type","param","code"}}} and the status on which its clients
 * decide. Where asking again cannot help, {@code x-should-retry: false} keeps them from it.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/guides/error-codes">OpenAI's error codes</a>.
 */
public final class OpenAIErrors implements ErrorFormat {
    /** Of endpoints whose prompt is in {@code messages}. */
    public static final OpenAIErrors OF_MESSAGES = new OpenAIErrors("messages");

    /** Of endpoints whose prompt is in {@code prompt}. */
    public static final OpenAIErrors OF_PROMPT = new OpenAIErrors("prompt");
    /** Of endpoints whose prompt is in {@code input}. */
    public static final OpenAIErrors OF_INPUT = new OpenAIErrors("input");

    private final String prompt;

    private OpenAIErrors(String prompt) {
        this.prompt = prompt;
    }

    @Override
    public HttpResponse response(LLMException failure, String requestId) {
        OpenAIError error = OpenAIError.of(failure, prompt);
        HttpResponse response = ErrorResponse.withHeaders(
                HttpResponse.json(error.status(), OpenAIError.tree(failure, prompt, requestId)), failure);
        return mayHelpToAskAgain(failure, error) ? response : response.withHeader("x-should-retry", "false");
    }

    private static boolean mayHelpToAskAgain(LLMException failure, OpenAIError error) {
        return failure.isRetryable()
                || failure.code().equals(ErrorCode.SERVER_OVERLOADED)
                || OpenAIError.CONVERSATION_LOCKED.equals(error.code());
    }
}
