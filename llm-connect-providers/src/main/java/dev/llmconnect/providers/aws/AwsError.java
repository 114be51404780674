package dev.llmconnect.providers.aws;

import dev.llmconnect.formats.failures.ErrorBody;
import java.util.Map;
import java.util.Set;
import okio.Buffer;

/**
 * What an AWS service says about a failure, in XML or in JSON; empty texts where it says nothing.
 *
 * @param code such as {@code AccessDenied}
 */
record AwsError(String code, String message) {
    static AwsError read(Buffer body) {
        if (body.size() > 0 && body.getByte(0) == '<') {
            Map<String, String> values = XmlValues.read(body, Set.of("Code", "Message"));
            return new AwsError(values.getOrDefault("Code", ""), values.getOrDefault("Message", ""));
        }
        ErrorBody error = ErrorBody.parse(body);
        return new AwsError(error.code(), error.message());
    }
}
