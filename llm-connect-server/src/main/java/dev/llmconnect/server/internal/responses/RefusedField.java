package dev.llmconnect.server.internal.responses;

import dev.llmconnect.LLMInvalidRequestException;
import java.util.List;
import java.util.Map;

/** A field of the request that is refused, in OpenAI's words. */
final class RefusedField extends LLMInvalidRequestException {
    private static final long serialVersionUID = 1L;

    private final String param;
    private final String code;

    private RefusedField(String message, String param, String code) {
        super(message);
        this.param = param;
        this.code = code;
    }

    static RefusedField missing(String param) {
        return new RefusedField("Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static RefusedField wrongType(String param, String expected, Object got) {
        return new RefusedField(
                "Invalid type for '" + param + "': expected " + expected + ", but got " + kind(got) + " instead.",
                param,
                "invalid_type");
    }

    static RefusedField wrongValue(String param, String accepted) {
        return new RefusedField(
                "Invalid value for '" + param + "': expected " + accepted + ".", param, "invalid_value");
    }

    /** What needs a memory that this server does not have. */
    static RefusedField notStored(String param, String code, String message) {
        return new RefusedField(message, param, code);
    }

    /** Where it stands, for example {@code input[2].content}. */
    String param() {
        return param;
    }

    /** OpenAI's word for what is wrong with it. */
    String errorCode() {
        return code;
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof List) {
            return "an array";
        }
        if (value instanceof Number) {
            return "a number";
        }
        return value instanceof String ? "a string" : "a boolean";
    }
}
