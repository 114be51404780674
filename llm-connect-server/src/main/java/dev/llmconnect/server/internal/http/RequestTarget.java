package dev.llmconnect.server.internal.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The path of a request line, whichever of the forms of RFC 9112 section 3.2 it came in. */
final class RequestTarget {
    private static final Pattern ABSOLUTE = Pattern.compile("(?i)https?://[^/?#]*");

    private RequestTarget() {}

    /** The path without query, not decoded. */
    static String path(String target) {
        Matcher authority = ABSOLUTE.matcher(target);
        String local = authority.lookingAt() ? target.substring(authority.end()) : target;
        int end = 0;
        while (end < local.length() && local.charAt(end) != '?' && local.charAt(end) != '#') {
            end++;
        }
        return end == 0 ? "/" : local.substring(0, end);
    }
}
