package dev.llmconnect.formats.gemini;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.chat.OpenAIError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Failures in the model of {@code google.rpc.Status}: {@code {"error":{"code","message","status","details"}}}. A pause that somebody asked
 * for is a {@code RetryInfo}, a budget that is used up a {@code QuotaFailure}, from which Google's clients tell that waiting does not
 * help.
 *
 * <p>Source: <a href="https://google.aip.dev/193">Google's AIP-193</a> and <a
 * href="https://ai.google.dev/gemini-api/docs/troubleshooting">the errors of the Gemini API</a>.
 */
public final class GeminiErrorWriter {
    private static final String TYPE = "@type";
    private static final String TYPES = "type.googleapis.com/google.rpc.";

    private GeminiErrorWriter() {}

    /** The HTTP status. */
    public static int status(LLMException failure) {
        return OpenAIError.of(failure, "contents").status();
    }

    /** The body of a response, and the last chunk of a stream that fails. */
    public static Map<String, Object> tree(LLMException failure, String requestId) {
        int status = status(failure);
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", status);
        error.put("message", OpenAIError.of(failure, "contents").message());
        error.put("status", name(status));
        error.put("details", details(failure, requestId));
        return Map.of("error", error);
    }

    private static List<Object> details(LLMException failure, String requestId) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("request_id", requestId);
        facts.put("error", failure.code().value());
        failure.provider().ifPresent(provider -> facts.put("provider", provider));
        failure.providerStatus().ifPresent(status -> facts.put("provider_status", status.toString()));
        Map<String, Object> info = new LinkedHashMap<>();
        info.put(TYPE, TYPES + "ErrorInfo");
        info.put("reason", reason(failure));
        info.put("domain", "llm-connect");
        info.put("metadata", facts);
        List<Object> details = new ArrayList<>(List.of(info));
        if (isUsedUp(failure)) {
            Map<String, Object> violation = Map.of("quotaId", "llm-connect-budget", "quotaValue", "0");
            details.add(Map.of(TYPE, TYPES + "QuotaFailure", "violations", List.of(violation)));
        }
        failure.retryAfter()
                .map(LLMException::wholeSeconds)
                .ifPresent(pause -> details.add(Map.of(TYPE, TYPES + "RetryInfo", "retryDelay", pause + "s")));
        return details;
    }

    private static boolean isUsedUp(LLMException failure) {
        return failure.code().equals(ErrorCode.BUDGET_EXCEEDED)
                || failure.reason().equals(FailureReason.QUOTA);
    }

    private static String reason(LLMException failure) {
        return failure.code().equals(ErrorCode.UNAUTHORIZED)
                ? "API_KEY_INVALID"
                : failure.code().value().toUpperCase(Locale.ROOT);
    }

    private static String name(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 500 -> "INTERNAL";
            case 501 -> "UNIMPLEMENTED";
            case 502, 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "INVALID_ARGUMENT";
        };
    }
}
