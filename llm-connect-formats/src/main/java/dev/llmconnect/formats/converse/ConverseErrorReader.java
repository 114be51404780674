package dev.llmconnect.formats.converse;

import dev.llmconnect.FailureReason;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import dev.llmconnect.formats.json.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * AWS's words for failures. The kind stands in {@code x-amzn-errortype}, with an address after a colon, or in {@code __type} or
 * {@code code}, with a name space before a {@code #}.
 *
 * <p>Source: <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html">the errors of
 * ConverseStream</a>, <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html">common errors</a>.
 */
final class ConverseErrorReader implements ErrorBodyFormat {
    private static final String KIND_HEADER = "x-amzn-errortype";

    @Override
    public ErrorBody read(JsonNode body) {
        // Services that do not know the path answer with the error inside an Output.
        ErrorBody error = ErrorBody.of(body.has("Output") ? body.get("Output") : body);
        String code = name(error.code());
        return new ErrorBody(code, code, error.message(), error.requestId(), error.status(), error.json());
    }

    @Override
    public Optional<String> code(Function<String, Optional<String>> headers) {
        return headers.apply(KIND_HEADER).map(ConverseErrorReader::name).filter(kind -> !kind.isEmpty());
    }

    @Override
    public Optional<FailureReason> reason(int status, ErrorBody error) {
        @Nullable
        FailureReason reason =
                switch (error.code()) {
                    case "ThrottlingException", "TooManyRequestsException" -> FailureReason.RATE_LIMIT;
                    case "ServiceQuotaExceededException" -> FailureReason.QUOTA;
                    case "ModelTimeoutException" -> FailureReason.TIMEOUT;
                    case "ModelErrorException",
                            "ModelStreamErrorException",
                            "ModelNotReadyException",
                            "InternalServerException",
                            "InternalFailure",
                            "ServiceUnavailableException",
                            "ServiceUnavailable" -> FailureReason.SERVER;
                    case "ExpiredTokenException",
                            "ExpiredToken",
                            "UnrecognizedClientException",
                            "InvalidSignatureException",
                            "SignatureDoesNotMatch",
                            "IncompleteSignature",
                            "IncompleteSignatureException",
                            "InvalidClientTokenId",
                            "MissingAuthenticationToken",
                            "MissingAuthenticationTokenException" -> FailureReason.AUTHENTICATION;
                    case "AccessDeniedException" ->
                        error.message().contains("API Key is valid")
                                ? FailureReason.AUTHENTICATION
                                : FailureReason.PERMISSION;
                    case "ResourceNotFoundException", "UnknownOperationException" -> FailureReason.NOT_FOUND;
                    case "ValidationException" ->
                        error.message().contains("model identifier is invalid") ? FailureReason.NOT_FOUND : null;
                    default -> null;
                };
        return Optional.ofNullable(reason);
    }

    /** The bare name of a kind of error, which the event stream writes with a small letter. */
    static String name(String kind) {
        int colon = kind.indexOf(':');
        String bare = colon < 0 ? kind : kind.substring(0, colon);
        bare = bare.substring(bare.indexOf('#') + 1).strip();
        return bare.endsWith("Exception") ? bare.substring(0, 1).toUpperCase(Locale.ROOT) + bare.substring(1) : bare;
    }

    /** What the payload of an exception says. */
    static String message(ByteString payload) {
        try {
            return ErrorBody.of(Json.read(payload)).message();
        } catch (JsonException e) {
            // The kind of the exception is known all the same.
            return payload.utf8();
        }
    }
}
