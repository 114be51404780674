package dev.llmconnect.formats.messages;

import dev.llmconnect.ErrorCode;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.endpoint.FailureAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Failures as Anthropic tells of them. Its clients decide on the status, so a provider that refuses the server's own key is a 502 and
 * not a 401, which is for the caller's key alone; {@code x-should-retry: false} keeps them from asking again where that cannot help.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/api/errors">errors</a>,
 * <a href="https://platform.claude.com/docs/en/build-with-claude/message-threads">message threads</a>; the header and
 * {@code details.error_code} are what Anthropic's clients heed.
 */
public final class MessagesErrorWriter {
    private static final int BAD_GATEWAY = 502;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int OVERLOADED = 529;
    private static final int UNAVAILABLE = 503;
    private static final int CANCELLED = 499;

    private static final String THREAD = "thread";
    /** Upon this Anthropic's clients send the whole conversation instead, and no {@code thread} from then on. */
    private static final String THREAD_UNSUPPORTED = "thread_unsupported_request";

    private static final String UNSUPPORTED = "unsupported";
    /** A cause, and not merely a kind of error, which {@code type} tells. */
    private static final Pattern CODE = Pattern.compile("(?!.*_error$)[a-z][a-z0-9_]*");

    private MessagesErrorWriter() {}

    /** The body of an answer, and the data of an event. */
    public static Map<String, Object> tree(LLMException failure, String requestId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type(status(failure)));
        error.put("message", message(failure));
        code(failure).ifPresent(code -> error.put("details", details(code, failure)));
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("type", "error");
        tree.put("error", error);
        tree.put("request_id", requestId);
        return tree;
    }

    /**
     * Anthropic's word for the cause, by which clients know what to do without: that of a provider that speaks this format, or one for a
     * field that the provider has no place for.
     */
    private static Optional<String> code(LLMException failure) {
        Optional<String> field = unsupported(failure);
        if (field.isPresent()) {
            return Optional.of(field.get().equals(THREAD) ? THREAD_UNSUPPORTED : UNSUPPORTED);
        }
        boolean isPassedOn =
                failure.providerStatus().filter(said -> said == status(failure)).isPresent();
        return failure.details()
                .providerCode()
                .filter(code -> isPassedOn && CODE.matcher(code).matches());
    }

    private static Map<String, Object> details(String code, LLMException failure) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("error_code", code);
        unsupported(failure).ifPresent(field -> details.put(UNSUPPORTED, List.of(field)));
        return details;
    }

    /** The field that was refused before the provider was asked. */
    private static Optional<String> unsupported(LLMException failure) {
        return failure.code().equals(ErrorCode.INVALID_REQUEST)
                ? failure.details().providerParam()
                : Optional.empty();
    }

    /** The HTTP status. */
    public static int status(LLMException failure) {
        ErrorCode code = failure.code();
        boolean noModel =
                code.equals(ErrorCode.INVALID_REQUEST) && failure.reason().equals(FailureReason.NOT_FOUND);
        if (noModel || code.equals(ErrorCode.UNKNOWN_PROFILE)) {
            return ErrorCode.NOT_FOUND.httpStatus();
        }
        if (code.equals(ErrorCode.SERVER_OVERLOADED)) {
            return OVERLOADED;
        }
        if (code.equals(ErrorCode.BUDGET_EXCEEDED)) {
            return TOO_MANY_REQUESTS;
        }
        return code.equals(ErrorCode.PROVIDER_API_ERROR) || code.equals(ErrorCode.LLM_ERROR)
                ? ofReason(failure)
                : FailureAnswer.status(failure);
    }

    private static int ofReason(LLMException failure) {
        FailureReason reason = failure.reason();
        int said = failure.providerStatus().orElse(0);
        if (isAboutTheRequest(failure)) {
            return said == TOO_LARGE ? TOO_LARGE : ErrorCode.INVALID_REQUEST.httpStatus();
        }
        if (reason.equals(FailureReason.NOT_FOUND)) {
            return ErrorCode.NOT_FOUND.httpStatus();
        }
        if (reason.equals(FailureReason.RATE_LIMIT) || reason.equals(FailureReason.QUOTA)) {
            return TOO_MANY_REQUESTS;
        }
        if (reason.equals(FailureReason.TIMEOUT)) {
            return ErrorCode.PROVIDER_TIMEOUT.httpStatus();
        }
        if (reason.equals(FailureReason.CIRCUIT_OPEN)) {
            return OVERLOADED;
        }
        boolean overloaded = said == OVERLOADED
                || said == UNAVAILABLE
                || failure.details().providerCode().orElse("").equals("overloaded_error");
        if (reason.equals(FailureReason.SERVER) && overloaded) {
            return OVERLOADED;
        }
        return failure.code().equals(ErrorCode.LLM_ERROR) ? ErrorCode.LLM_ERROR.httpStatus() : BAD_GATEWAY;
    }

    private static boolean isAboutTheRequest(LLMException failure) {
        FailureReason reason = failure.reason();
        return reason.equals(FailureReason.INVALID_REQUEST)
                || reason.equals(FailureReason.CONTEXT_LENGTH)
                || reason.equals(FailureReason.CONTENT_POLICY);
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case TOO_LARGE -> "request_too_large";
            case TOO_MANY_REQUESTS -> "rate_limit_error";
            case 504 -> "timeout_error";
            case OVERLOADED -> "overloaded_error";
            case CANCELLED -> "api_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }

    /** About the request the provider's own words say most. That a prompt is too long some clients know by these words alone. */
    private static String message(LLMException failure) {
        String message = isAboutTheRequest(failure) || failure.reason().equals(FailureReason.NOT_FOUND)
                ? failure.details().providerMessage().orElseGet(() -> FailureAnswer.message(failure))
                : FailureAnswer.message(failure);
        boolean tooLong = failure.reason().equals(FailureReason.CONTEXT_LENGTH);
        return tooLong && !message.startsWith("prompt is too long") ? "prompt is too long: " + message : message;
    }
}
