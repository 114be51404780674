package dev.llmconnect.server.internal.http;

import dev.llmconnect.Redactor;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The id of each request: the client's own where it is harmless, else a new one. */
final class RequestIds {
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/+@-]{1,128}");

    private final Supplier<String> fresh;

    RequestIds(Supplier<String> fresh) {
        this.fresh = fresh;
    }

    /** The id for a request with these {@code X-Request-Id} headers. One that looks like a credential is not repeated. */
    String choose(List<String> given) {
        if (given.size() == 1
                && HARMLESS.matcher(given.get(0)).matches()
                && Redactor.redact(given.get(0)).equals(given.get(0))) {
            return given.get(0);
        }
        return fresh.get();
    }
}
