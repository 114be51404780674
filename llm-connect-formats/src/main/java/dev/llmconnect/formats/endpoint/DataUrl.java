package dev.llmconnect.formats.endpoint;

import java.util.Locale;
import java.util.Optional;

/**
 * Bytes in an address: {@code data:image/png;base64,…}.
 *
 * @param mimeType of what is in it; empty if it is not told
 * @param base64 the bytes, as they were written
 */
public record DataUrl(String mimeType, String base64) {
    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";

    /** The type of what is in it, or {@code otherwise}. */
    public String mimeType(String otherwise) {
        return mimeType.isEmpty() ? otherwise : mimeType;
    }

    /** Whether an address is meant to be one. */
    public static boolean is(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** The parts of one; empty when it is not in Base64. */
    public static Optional<DataUrl> parse(String url) {
        int comma = url.indexOf(',');
        if (comma < 0) {
            return Optional.empty();
        }
        String head = url.substring(SCHEME.length(), comma);
        if (!head.toLowerCase(Locale.ROOT).endsWith(BASE64) || comma == url.length() - 1) {
            return Optional.empty();
        }
        String type = head.substring(0, head.length() - BASE64.length());
        int parameters = type.indexOf(';');
        String mimeType = parameters < 0 ? type : type.substring(0, parameters);
        return !mimeType.isEmpty() && mimeType.indexOf('/') < 1
                ? Optional.empty()
                : Optional.of(new DataUrl(mimeType, url.substring(comma + 1)));
    }
}
