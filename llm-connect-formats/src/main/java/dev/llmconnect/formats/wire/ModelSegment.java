package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A model's name as one segment of a URL path. Every provider that puts the model into the address encodes it here, so that no name
 * changes the path, the query or the host that a request and its key are sent to.
 */
public final class ModelSegment {
    /** Characters of a path segment that need no encoding (RFC 3986, unreserved), and the {@code @} of Vertex AI's versions. */
    private static final String PLAIN = "-._~@";

    /** Longest name, in characters: the longest identifier that Bedrock takes. */
    private static final int MAX_LENGTH = 2048;

    private ModelSegment() {}

    /**
     * Encodes a name. A slash, as in an ARN, becomes {@code %2F}.
     *
     * @throws LLMInvalidRequestException for a name with a control character or a dot segment, however often it is encoded: servers
     *     and proxies that decode such a name follow it to another path
     */
    public static String encode(String model) {
        check(model);
        StringBuilder encoded = new StringBuilder();
        for (byte octet : model.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (alphanumeric || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static void check(String model) {
        if (model.length() > MAX_LENGTH) {
            throw new LLMInvalidRequestException("model_name must not be longer than " + MAX_LENGTH + " characters");
        }
        String name = model;
        for (String decoded = decodeOnce(name); !decoded.equals(name); decoded = decodeOnce(name)) {
            refuseControlCharacters(name);
            name = decoded;
        }
        refuseControlCharacters(name);
        for (String segment : name.split("[/\\\\]", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new LLMInvalidRequestException(
                        "model_name must not have an empty, `.` or `..` segment: this provider's address is made of"
                                + " it");
            }
        }
    }

    private static void refuseControlCharacters(String name) {
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new LLMInvalidRequestException(
                    "model_name must not have control characters: this provider's address is made of it");
        }
    }

    /** Each valid percent triplet as its byte; only ASCII matters here. */
    private static String decodeOnce(String name) {
        if (name.indexOf('%') < 0) {
            return name;
        }
        StringBuilder decoded = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean triplet = c == '%'
                    && i + 2 < name.length()
                    && HexFormat.isHexDigit(name.charAt(i + 1))
                    && HexFormat.isHexDigit(name.charAt(i + 2));
            if (triplet) {
                decoded.append((char) HexFormat.fromHexDigits(name, i + 1, i + 3));
                i += 2;
            } else {
                decoded.append(c);
            }
        }
        return decoded.toString();
    }
}
