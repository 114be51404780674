package dev.llmconnect.server.internal.http;

import dev.llmconnect.LLMInvalidRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Percent-encoded UTF-8 of a URL (RFC 3986 section 2.1), decoded strictly. */
public final class UrlText {
    private static final int MAX_PARAMETERS = 100;
    private static final int HEX = 16;

    private UrlText() {}

    /**
     * Decodes a part of a path, in which a plus is a plus.
     *
     * @param what names the part in the message of the exception
     * @throws LLMInvalidRequestException when it is not percent-encoded UTF-8
     */
    public static String decodePath(String what, String encoded) {
        return decode(what, encoded);
    }

    /**
     * Decodes a query, in which a plus is a blank.
     *
     * @return the values of each name, in order of appearance
     * @throws LLMInvalidRequestException when it is not percent-encoded UTF-8, or has too many parameters
     */
    public static Map<String, List<String>> query(String encoded) {
        if (encoded.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (String pair : encoded.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            count++;
            if (count > MAX_PARAMETERS) {
                throw new LLMInvalidRequestException("the query has more than " + MAX_PARAMETERS + " parameters");
            }
            int equals = pair.indexOf('=');
            String name = queryText(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : queryText(pair.substring(equals + 1));
            parameters.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        }
        parameters.replaceAll((name, values) -> Collections.unmodifiableList(values));
        return Collections.unmodifiableMap(parameters);
    }

    private static String queryText(String encoded) {
        return decode("the query", encoded.replace('+', ' '));
    }

    /** @param encoded a character for each byte on the wire */
    private static String decode(String what, String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), HEX) : -1;
            int low = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 2), HEX) : -1;
            if (high < 0 || low < 0) {
                throw malformed(what);
            }
            bytes.put((byte) (high * HEX + low));
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw malformed(what);
        }
    }

    private static LLMInvalidRequestException malformed(String what) {
        return new LLMInvalidRequestException(what + " is not percent-encoded UTF-8");
    }
}
