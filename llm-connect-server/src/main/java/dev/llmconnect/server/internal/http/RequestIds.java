package dev.llmconnect.server.internal.http;

import dev.llmconnect.Redactor;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Chooses the id of each request: the client's own where it is acceptable, else a new one. */
public final class RequestIds {
    private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._:/+@-]{1,128}");

    private final Supplier<String> newId;

    /** @param newId makes ids; thread-safe */
    public RequestIds(Supplier<String> newId) {
        this.newId = newId;
    }

    /** The id for a request with these {@code X-Request-Id} headers. One that looks like a credential is not repeated. */
    public String choose(List<String> given) {
        if (given.size() == 1
                && ACCEPTABLE.matcher(given.get(0)).matches()
                && Redactor.redact(given.get(0)).equals(given.get(0))) {
            return given.get(0);
        }
        return newId.get();
    }
}
