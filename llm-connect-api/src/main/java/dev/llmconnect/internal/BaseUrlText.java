package dev.llmconnect.internal;

import dev.llmconnect.Redactor;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A base URL as it may be shown: without user-info, without key-like parameters, and not at all where it is none. */
public final class BaseUrlText {
    private static final int MAX_LENGTH = 500;
    private static final String AUTHORITY = "://";

    private BaseUrlText() {}

    /** The URL for a message, a log or a command's output. */
    public static String shown(String url) {
        String text = url.strip();
        String bare = withoutUserInfo(text);
        return parsed(bare)
                .map(BaseUrlText::address)
                .orElseGet(() -> mayHoldUserInfo(text) ? Redactor.REPLACEMENT : Redactor.redact(text, MAX_LENGTH));
    }

    /** The host and the port of a URL that is known to be one; the URL without user-info where it has no host. */
    public static String host(String url) {
        return parsed(withoutUserInfo(url.strip()))
                .map(uri -> uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort())
                .orElseGet(() -> shown(url));
    }

    /** Makes the user-info of a URL known, so that it is taken out of everything that leaves the process. */
    public static void register(String url) {
        int start = authority(url);
        boolean isUrl = parsed(withoutUserInfo(url.strip())).isPresent();
        // Of text that is no URL, whatever may be meant as user-info.
        int end = isUrl ? url.lastIndexOf('@', authorityEnd(url, start)) : url.lastIndexOf('@');
        if (end > start) {
            String userInfo = url.substring(start, end);
            Redactor.register(userInfo);
            Redactor.register(userInfo.substring(userInfo.indexOf(':') + 1));
        }
    }

    private static String address(URI uri) {
        StringBuilder text =
                new StringBuilder(uri.getScheme()).append(AUTHORITY).append(uri.getHost());
        if (uri.getPort() >= 0) {
            text.append(':').append(uri.getPort());
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        // A password with a slash in it looks like a path.
        text.append(mayHoldUserInfo(path) ? "/" + Redactor.REPLACEMENT : path);
        if (uri.getRawQuery() != null) {
            text.append('?').append(uri.getRawQuery());
        }
        return Redactor.redact(text.toString(), MAX_LENGTH);
    }

    private static String withoutUserInfo(String url) {
        int start = authority(url);
        int at = url.lastIndexOf('@', authorityEnd(url, start));
        return start == 0 || at < start ? url : url.substring(0, start) + url.substring(at + 1);
    }

    private static int authority(String url) {
        int mark = url.indexOf(AUTHORITY);
        return mark < 0 ? 0 : mark + AUTHORITY.length();
    }

    private static int authorityEnd(String url, int start) {
        int end = start;
        while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static Optional<URI> parsed(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() == null || uri.getScheme() == null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean mayHoldUserInfo(String text) {
        return text.indexOf('@') >= 0 || text.contains("%40");
    }
}
