package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.internal.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Callers by the SHA-256 of their keys, and the budgets of tags, profiles and the server. Immutable and thread-safe. Either a
 * JSON object:
 *
 * <pre>{@code
 * {
 *   "callers": {
 *     "alice": {
 *       "sha256": ["64 hexadecimal digits"],
 *       "tags": {"team": "triage"},
 *       "models": ["gpt-4o*", "anthropic/*", "profile:balanced"],
 *       "budgets": [{"usd": 10, "per": "month", "zone": "Europe/Berlin", "on_exhausted": "finish"}],
 *       "limits": {"requests_per_minute": 60, "tokens_per_minute": 100000, "concurrency": 8},
 *       "expires": "2027-01-31",
 *       "disabled": false
 *     }
 *   },
 *   "budgets": {
 *     "server": [{"usd": 500, "per": "month"}],
 *     "tag:team=triage": [{"usd": 50, "per": "day"}],
 *     "tag:project=*": [{"usd": 5, "per": "day"}],
 *     "profile:balanced": [{"usd": 20, "per": "week"}]
 *   },
 *   "limits": {
 *     "profile:balanced": {"requests_per_minute": 100},
 *     "provider:openai": {"requests_per_minute": 5000, "tokens_per_minute": 2000000},
 *     "model:openai/gpt-4o": {"concurrency": 50}
 *   }
 * }
 * }</pre>
 *
 * <p>or entries {@code NAME:SHA256}, separated by line ends or commas, with comments after {@code #}. A caller may have several
 * keys, so that a key can be replaced while the old one is still valid. The keys themselves are not stored.
 */
final class CallerFile {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9._-]{1,100})\\s*:\\s*([0-9a-fA-F]{64})");
    private static final Pattern SCOPE = Pattern.compile("server|profile:.+|tag:[^=]+=.+");
    private static final Pattern LIMIT_SCOPE = Pattern.compile("profile:.+|provider:[^/]+|model:[^/]+/.+");
    private static final String HASHES = "sha256";
    private static final String EXPIRES = "expires";
    private static final List<String> CALLER_FIELDS =
            List.of(HASHES, "tags", "models", "budgets", "limits", EXPIRES, "disabled");

    private final Map<KeyHash, Key> byHash;
    private final Map<String, Caller> byName;
    private final Map<String, List<Budget>> shared;
    private final Map<String, CallerLimits> limits;
    private final boolean routeLimits;

    private CallerFile(
            Map<KeyHash, Key> byHash,
            Map<String, Caller> byName,
            Map<String, List<Budget>> shared,
            Map<String, CallerLimits> limits) {
        this.byHash = byHash;
        this.byName = byName;
        this.shared = shared;
        this.limits = limits;
        this.routeLimits = limits.keySet().stream().anyMatch(scope -> !scope.startsWith("profile:"));
    }

    /** Whether budgets that callers share may have this scope. */
    static boolean isBudgetScope(String scope) {
        return SCOPE.matcher(scope).matches();
    }

    static CallerFile empty() {
        return new CallerFile(Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** Key of a caller. May expire before the caller does, for example after it was replaced. */
    private record Key(Caller caller, @Nullable Instant expires) {
        boolean isRefused(Instant now) {
            return caller.isRefused(now) || (expires != null && !now.isBefore(expires));
        }
    }

    /** Returns these callers and others. If both contain a name, only the key and the permissions in {@code others} apply. */
    CallerFile and(CallerFile others) {
        Map<KeyHash, Key> keys = new HashMap<>();
        byHash.forEach((hash, key) -> {
            if (!others.byName.containsKey(key.caller.name())) {
                keys.put(hash, key);
            }
        });
        others.byHash.forEach((hash, key) ->
                keys.put(hash, new Key(byName.getOrDefault(key.caller.name(), key.caller), key.expires)));
        Map<String, Caller> names = new LinkedHashMap<>(others.byName);
        names.putAll(byName);
        Map<String, List<Budget>> budgets = new LinkedHashMap<>(others.shared);
        budgets.putAll(shared);
        Map<String, CallerLimits> allLimits = new LinkedHashMap<>(others.limits);
        allLimits.putAll(limits);
        return new CallerFile(keys, names, budgets, allLimits);
    }

    /**
     * Parses a file.
     *
     * @throws LLMConfigurationException if it is invalid; the message names the source and the field or line
     */
    static CallerFile parse(String source, String text) {
        return text.stripLeading().startsWith("{") ? json(JsonObject.parse(source, text)) : lines(source, text);
    }

    private static CallerFile json(JsonObject file) {
        file.accept(List.of("callers", "budgets", "limits"));
        Map<KeyHash, Key> byHash = new HashMap<>();
        Map<String, Caller> byName = new LinkedHashMap<>();
        file.object("callers").ifPresent(callers -> {
            for (String name : callers.names()) {
                JsonObject fields = callers.object(name).orElseThrow(() -> callers.bad(name, "must be an object"));
                if (!NAME.matcher(name).matches()) {
                    throw callers.bad(
                            name, "is not a valid name of a caller: use 1 to 100 letters, digits, '.', '_' and '-'");
                }
                Caller caller = caller(name, fields);
                byName.put(name, caller);
                hashes(fields).forEach((hash, expires) -> {
                    if (byHash.put(hash, new Key(caller, expires.orElse(null))) != null) {
                        throw fields.bad("sha256", "has a key that another caller has");
                    }
                });
            }
        });
        Map<String, List<Budget>> shared = new LinkedHashMap<>();
        file.object("budgets").ifPresent(budgets -> {
            for (String scope : budgets.names()) {
                if (!isBudgetScope(scope)) {
                    throw budgets.bad(scope, "must be server, profile:NAME, tag:KEY=VALUE or tag:KEY=*");
                }
                shared.put(
                        scope,
                        budgets.objects(scope).stream()
                                .map(fields -> BudgetReader.read(scope, fields))
                                .toList());
            }
        });
        Map<String, CallerLimits> limits = new LinkedHashMap<>();
        file.object("limits").ifPresent(all -> {
            for (String scope : all.names()) {
                if (!LIMIT_SCOPE.matcher(scope).matches()) {
                    throw all.bad(scope, "must be profile:NAME, provider:NAME or model:PROVIDER/MODEL");
                }
                limits.put(
                        scope,
                        CallerLimits.read(all.object(scope).orElseThrow(() -> all.bad(scope, "must be an object"))));
            }
        });
        return new CallerFile(byHash, byName, shared, limits);
    }

    private static Caller caller(String name, JsonObject fields) {
        fields.accept(CALLER_FIELDS);
        Caller.Builder caller = Caller.builder(name).tags(fields.textMap("tags"));
        List<ModelPattern> models = new ArrayList<>();
        for (String pattern : fields.texts("models")) {
            try {
                models.add(ModelPattern.of(pattern));
            } catch (IllegalArgumentException e) {
                throw fields.bad("models", "must be a list of patterns, for example gpt-4o* or openai/*");
            }
        }
        if (models.isEmpty() && fields.names().contains("models")) {
            throw fields.bad("models", "must not be empty: leave it out to allow all models, or disable the caller");
        }
        caller.models(models);
        caller.budgets(fields.objects("budgets").stream()
                .map(budget -> BudgetReader.read("caller:" + name, budget))
                .toList());
        fields.object("limits").ifPresent(limits -> caller.limits(CallerLimits.read(limits)));
        fields.text(EXPIRES).ifPresent(text -> caller.expires(time(text, fields)));
        fields.flag("disabled").ifPresent(caller::disabled);
        return caller.build();
    }

    private static Instant time(String text, JsonObject fields) {
        try {
            return time(text);
        } catch (DateTimeException e) {
            throw fields.bad(EXPIRES, "must be a day, 2027-01-31, or a moment, 2027-01-31T12:00:00Z");
        }
    }

    /**
     * Parses a date or a timestamp.
     *
     * @throws DateTimeException if the text is neither
     */
    static Instant time(String text) {
        return text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : Instant.parse(text);
    }

    /** Parses keys: 64 hexadecimal digits, or an object with these and an expiry. */
    private static Map<KeyHash, Optional<Instant>> hashes(JsonObject fields) {
        Map<KeyHash, Optional<Instant>> hashes = new LinkedHashMap<>();
        for (JsonObject element : fields.elements(HASHES, HASHES)) {
            element.accept(List.of(HASHES, EXPIRES));
            // Never the text itself: somebody may have put a key there in place of its hash.
            KeyHash hash = element.text(HASHES)
                    .flatMap(KeyHash::parse)
                    .orElseThrow(() ->
                            fields.bad(HASHES, "must be a list of hashes of keys, each in 64 hexadecimal digits"));
            hashes.put(hash, element.text(EXPIRES).map(text -> time(text, element)));
        }
        return hashes;
    }

    private static CallerFile lines(String source, String text) {
        Map<KeyHash, Key> byHash = new HashMap<>();
        Map<String, Caller> byName = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            for (String entry : line.replaceFirst("#.*", "").split(",", -1)) {
                if (!entry.isBlank()) {
                    String place = source + ", line " + number;
                    Matcher matcher = LINE.matcher(entry.strip());
                    Optional<KeyHash> hash = matcher.matches() ? KeyHash.parse(matcher.group(2)) : Optional.empty();
                    if (hash.isEmpty()) {
                        throw new LLMConfigurationException(
                                place + ": an entry must be NAME:SHA256, the hash of the key in 64 hexadecimal digits");
                    }
                    String name = matcher.group(1);
                    if (byName.containsKey(name)) {
                        throw new LLMConfigurationException(place + ": the name " + name + " occurs twice");
                    }
                    Caller caller = Caller.builder(name).build();
                    byName.put(name, caller);
                    if (byHash.put(hash.get(), new Key(caller, null)) != null) {
                        throw new LLMConfigurationException(place + ": its key is also that of another caller");
                    }
                }
            }
        }
        return new CallerFile(byHash, byName, Map.of(), Map.of());
    }

    /** Names and hashes of a text that {@link #parse} has read as lines. */
    static Map<String, String> entries(String text) {
        Map<String, String> entries = new LinkedHashMap<>();
        text.lines()
                .flatMap(line -> Arrays.stream(line.replaceFirst("#.*", "").split(",", -1)))
                .map(entry -> LINE.matcher(entry.strip()))
                .filter(Matcher::matches)
                .forEach(entry -> entries.put(entry.group(1), entry.group(2)));
        return entries;
    }

    /** Returns the caller of a key; empty if it is unknown or refused at that time. */
    Optional<Caller> byHash(KeyHash hash, Instant now) {
        return Optional.ofNullable(byHash.get(hash))
                .filter(key -> !key.isRefused(now))
                .map(Key::caller);
    }

    /** Limits of a profile, a provider or a model. */
    CallerLimits limits(String kind, String name) {
        return limits.isEmpty() ? CallerLimits.NONE : limits.getOrDefault(kind + name, CallerLimits.NONE);
    }

    Optional<Caller> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    List<Caller> all() {
        return List.copyOf(byName.values());
    }

    boolean hasBudgets() {
        return !shared.isEmpty() || !limits.isEmpty();
    }

    Map<String, List<Budget>> sharedBudgets() {
        return Collections.unmodifiableMap(shared);
    }

    boolean hasRouteLimits() {
        return routeLimits;
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /** Budgets of the tags, the profile and the server that apply to a call. */
    List<Budget> shared(Map<String, String> tags, String profile) {
        if (shared.isEmpty()) {
            return List.of();
        }
        List<Budget> budgets = new ArrayList<>(shared.getOrDefault("server", List.of()));
        budgets.addAll(shared.getOrDefault("profile:" + profile, List.of()));
        tags.forEach((key, value) -> {
            List<Budget> own = shared.get("tag:" + key + "=" + value);
            if (own != null) {
                budgets.addAll(own);
            } else {
                shared.getOrDefault("tag:" + key + "=*", List.of())
                        .forEach(budget -> budgets.add(budget.withScope("tag:" + key + "=" + value)));
            }
        });
        return budgets;
    }
}
