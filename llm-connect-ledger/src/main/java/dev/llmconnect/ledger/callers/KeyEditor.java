package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.internal.IndentedJson;
import dev.llmconnect.ledger.internal.JsonFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Adds, rotates and revokes callers' keys, of which only hashes are stored; other settings of callers are preserved. Converts a
 * text of lines to JSON. Thread-safe.
 */
public final class KeyEditor {
    private static final String CALLERS = "callers";
    private static final String BUDGETS = "budgets";
    private static final String HASHES = "sha256";
    private static final String EXPIRES = "expires";

    private final CallerSource source;
    private final Clock clock;

    /** Creates an editor of a source. */
    public KeyEditor(CallerSource source) {
        this(source, Clock.systemUTC());
    }

    KeyEditor(CallerSource source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * Adds the key of a caller without keys.
     *
     * @param hash SHA-256 of the key, in 64 hexadecimal digits
     * @throws LLMConfigurationException if the caller already has a valid key
     */
    public void add(String name, String hash) {
        add(name, hash, Map.of());
    }

    /**
     * Replaces the keys of a caller, which remain valid for a grace period.
     *
     * @param hash SHA-256 of the new key, in 64 hexadecimal digits
     * @param grace time the old keys remain valid; zero for none
     * @throws LLMConfigurationException if the caller is unknown
     */
    public void rotate(String name, String hash, Duration grace) {
        Instant end = clock.instant().plus(grace).truncatedTo(ChronoUnit.SECONDS);
        change(callers -> {
            Map<String, @Nullable Object> caller = known(callers, name);
            List<@Nullable Object> keys = new ArrayList<>();
            keys.add(hash);
            if (!grace.isZero()) {
                for (Object key : keys(caller)) {
                    if (!hasExpired(key)) {
                        keys.add(ending(key, end));
                    }
                }
            }
            caller.put(HASHES, keys);
        });
    }

    /**
     * Removes all keys of a caller.
     *
     * @throws LLMConfigurationException if the caller is unknown
     */
    public void revoke(String name) {
        change(callers -> known(callers, name).put(HASHES, new ArrayList<>()));
    }

    /**
     * Replaces everything that is said of a caller; the keys stay.
     *
     * @param fields as in the callers' file, without {@code sha256}
     * @throws LLMConfigurationException when there is no such caller, or a field is wrong
     */
    public void describe(String name, Map<String, ? extends @Nullable Object> fields) {
        change(callers -> {
            List<@Nullable Object> keys = keys(known(callers, name));
            callers.put(name, described(keys, fields));
        });
    }

    /**
     * Adds a caller with a key and what is said of it.
     *
     * @param hash the SHA-256 of the key, in 64 hexadecimal digits
     * @param fields as in the callers' file, without {@code sha256}
     * @throws LLMConfigurationException when the caller has a key that holds already, or a field is wrong
     */
    public void add(String name, String hash, Map<String, ? extends @Nullable Object> fields) {
        change(callers -> {
            Map<String, @Nullable Object> caller = callers.getOrDefault(name, Map.of());
            List<@Nullable Object> keys = keys(caller);
            keys.removeIf(this::hasExpired);
            if (!keys.isEmpty()) {
                throw new LLMConfigurationException(name + " already has a key: rotate replaces it, revoke removes it");
            }
            keys.add(hash);
            if (fields.isEmpty()) {
                Map<String, @Nullable Object> kept = new LinkedHashMap<>(caller);
                kept.put(HASHES, keys);
                callers.put(name, kept);
            } else {
                callers.put(name, described(keys, fields));
            }
        });
    }

    private static Map<String, @Nullable Object> described(
            List<@Nullable Object> keys, Map<String, ? extends @Nullable Object> fields) {
        Map<String, @Nullable Object> caller = new LinkedHashMap<>();
        caller.put(HASHES, keys);
        if (fields.containsKey(HASHES)) {
            throw new LLMConfigurationException(HASHES + " cannot be set here: keys are added, rotated and revoked");
        }
        caller.putAll(fields);
        return caller;
    }

    /**
     * Replaces the budgets of a tag, a profile or the server.
     *
     * @param scope {@code server}, {@code profile:NAME}, {@code tag:KEY=VALUE} or {@code tag:KEY=*}
     * @param budgets as in the callers' file; none takes them out
     * @throws LLMConfigurationException when something is wrong
     */
    public void budgets(String scope, List<?> budgets) {
        if (!CallerFile.isBudgetScope(scope)) {
            throw new LLMConfigurationException(
                    "the scope of a budget must be server, profile:NAME, tag:KEY=VALUE or tag:KEY=*");
        }
        changeDocument(document -> {
            Map<String, @Nullable Object> shared = new LinkedHashMap<>();
            if (document.get(BUDGETS) instanceof Map<?, ?> known) {
                known.forEach((name, value) -> shared.put(String.valueOf(name), value));
            }
            shared.put(scope, budgets);
            if (budgets.isEmpty()) {
                shared.remove(scope);
            }
            document.put(BUDGETS, shared);
            if (shared.isEmpty()) {
                document.remove(BUDGETS);
            }
        });
    }

    /** Callers and their settings, in order; each key is a text, or a map with its expiry. */
    public Map<String, Map<String, @Nullable Object>> list() {
        return callers(document(source.read()));
    }

    private static Map<String, @Nullable Object> known(
            Map<String, Map<String, @Nullable Object>> callers, String name) {
        Map<String, @Nullable Object> caller = callers.get(name);
        if (caller == null) {
            throw new LLMConfigurationException(
                    "there is no caller " + name + ", but " + String.join(", ", callers.keySet()));
        }
        return caller;
    }

    @SuppressWarnings("unchecked") // CallerFile has read it
    private static List<@Nullable Object> keys(Map<String, @Nullable Object> caller) {
        Object keys = caller.get(HASHES);
        return keys == null ? new ArrayList<>() : new ArrayList<>((List<@Nullable Object>) keys);
    }

    private boolean hasExpired(@Nullable Object key) {
        return key instanceof Map<?, ?> fields
                && fields.get(EXPIRES) instanceof String text
                && !clock.instant().isBefore(CallerFile.time(text));
    }

    /** Limits the validity of a key; an earlier expiry is kept. */
    private static Object ending(@Nullable Object key, Instant end) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        if (key instanceof Map<?, ?> known) {
            if (known.get(EXPIRES) instanceof String text
                    && CallerFile.time(text).isBefore(end)) {
                return known;
            }
            fields.put(HASHES, known.get(HASHES));
        } else {
            fields.put(HASHES, key);
        }
        fields.put(EXPIRES, end.toString());
        return fields;
    }

    /** Modification of the callers. */
    @FunctionalInterface
    private interface Change {
        void apply(Map<String, Map<String, @Nullable Object>> callers);
    }

    private void change(Change change) {
        changeDocument(document -> {
            Map<String, Map<String, @Nullable Object>> callers = callers(document);
            change.apply(callers);
            document.put(CALLERS, callers);
        });
    }

    private void changeDocument(Consumer<Map<String, @Nullable Object>> change) {
        source.update(text -> {
            Map<String, @Nullable Object> document = document(text);
            change.accept(document);
            String changed = IndentedJson.of(document) + "\n";
            // An unreadable text must not be written.
            CallerFile.parse(source.description(), changed);
            return changed;
        });
    }

    private Map<String, @Nullable Object> document(String text) {
        if (text.isBlank()) {
            return new LinkedHashMap<>();
        }
        CallerFile.parse(source.description(), text);
        return text.stripLeading().startsWith("{") ? JsonFile.object(source.description(), text) : ofLines(text);
    }

    private static Map<String, @Nullable Object> ofLines(String text) {
        Map<String, Object> callers = new LinkedHashMap<>();
        CallerFile.entries(text).forEach((name, hash) -> callers.put(name, Map.of(HASHES, List.of(hash))));
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(CALLERS, callers);
        return document;
    }

    @SuppressWarnings("unchecked") // CallerFile has read it
    private static Map<String, Map<String, @Nullable Object>> callers(Map<String, @Nullable Object> document) {
        Map<String, Map<String, @Nullable Object>> callers = new LinkedHashMap<>();
        if (document.get(CALLERS) instanceof Map<?, ?> known) {
            known.forEach((name, caller) ->
                    callers.put(String.valueOf(name), new LinkedHashMap<>((Map<String, @Nullable Object>) caller)));
        }
        return callers;
    }
}
