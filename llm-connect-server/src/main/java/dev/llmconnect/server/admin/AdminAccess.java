package dev.llmconnect.server.admin;

import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.HttpRequest;
import dev.llmconnect.server.internal.http.ApiKeyCheck;
import dev.llmconnect.server.internal.http.RequestRejectedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Who may use the admin API: whoever has the admin key may do everything; without a key, reading is for everybody where it is open, and
 * changing for nobody. Thread-safe.
 */
public final class AdminAccess {
    private static final String HOW_TO_SET =
            "--admin-key-file or LLM_CONNECT_ADMIN_KEY sets one; send it in Authorization with the scheme Bearer, or"
                    + " in x-api-key";

    private final CallerKeys adminKeys;
    private final BooleanSupplier openForReading;

    /**
     * @param adminKeys the admin keys; none when nothing can be changed
     * @param openForReading whether no key is wanted for reading: asked for every request without one. Must be so only where foreign web
     *     pages are rejected, that is on a loopback address and without callers' keys
     */
    public AdminAccess(CallerKeys adminKeys, BooleanSupplier openForReading) {
        this.adminKeys = adminKeys;
        this.openForReading = openForReading;
    }

    /**
     * Checks whether a request may read.
     *
     * @throws RequestRejectedException when it may not
     */
    void checkRead(HttpRequest request) {
        if (!isAdmin(request) && !openForReading.getAsBoolean()) {
            throw missing("this address wants the admin key for everything");
        }
    }

    /**
     * Checks whether a request may change something.
     *
     * @throws RequestRejectedException when it may not
     */
    void checkChange(HttpRequest request) {
        if (!isAdmin(request)) {
            throw missing("changes want the admin key");
        }
    }

    /** What a request may do: {@code may_read}, {@code may_change}, {@code has_admin_key}, and whether it has a {@code wrong_key}. */
    Map<String, Object> rights(HttpRequest request) {
        List<String> keys = ApiKeyCheck.presented(request::headers);
        boolean admin = keys.stream().anyMatch(key -> adminKeys.caller(key).isPresent());
        boolean wrong = !keys.isEmpty() && hasAdminKey() && !admin;
        Map<String, Object> rights = new LinkedHashMap<>();
        rights.put("may_read", admin || (!wrong && openForReading.getAsBoolean()));
        rights.put("may_change", admin);
        rights.put("has_admin_key", hasAdminKey());
        rights.put("wrong_key", wrong);
        return rights;
    }

    /** Whether there is an admin key, so that something can be changed at all. */
    boolean hasAdminKey() {
        return !adminKeys.isEmpty();
    }

    /**
     * Whether a request has the admin key.
     *
     * @throws RequestRejectedException when it has another key
     */
    boolean isAdmin(HttpRequest request) {
        List<String> keys = ApiKeyCheck.presented(request::headers);
        if (keys.isEmpty() || adminKeys.isEmpty()) {
            return false;
        }
        if (keys.stream().noneMatch(key -> adminKeys.caller(key).isPresent())) {
            throw RequestRejectedException.unauthorized();
        }
        return true;
    }

    private RequestRejectedException missing(String why) {
        return hasAdminKey()
                ? RequestRejectedException.unauthorized()
                : RequestRejectedException.forbidden(why + ", and there is none: " + HOW_TO_SET);
    }
}
