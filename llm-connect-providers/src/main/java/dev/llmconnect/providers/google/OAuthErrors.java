package dev.llmconnect.providers.google;

import dev.llmconnect.FailureReason;
import dev.llmconnect.formats.failures.ErrorBody;
import dev.llmconnect.formats.failures.ErrorBodyFormat;
import dev.llmconnect.formats.json.JsonNode;
import java.util.Optional;

/** How Google's token endpoint says no: RFC 6749, section 5.2, {@code {"error", "error_description"}}. */
final class OAuthErrors implements ErrorBodyFormat {
    static final OAuthErrors INSTANCE = new OAuthErrors();

    private OAuthErrors() {}

    @Override
    public ErrorBody read(JsonNode body) {
        String code = body.textOrEmpty("error");
        String why = body.filled("error_description").orElse(code);
        return code.isEmpty()
                ? ErrorBody.of(body)
                : new ErrorBody(code, code, "Google issued no access token: " + why, null, null, body);
    }

    @Override
    public Optional<FailureReason> reason(int status, ErrorBody error) {
        return status == 400 || status == 401 || status == 403
                ? Optional.of(FailureReason.AUTHENTICATION)
                : Optional.empty();
    }
}
