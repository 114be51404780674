package dev.llmconnect.ledger.callers;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.Ticker;
import dev.llmconnect.ledger.budget.Budget;
import dev.llmconnect.ledger.internal.ReloadedFile;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Known callers and budgets. Lookup time does not depend on the number of callers. Thread-safe. */
public final class Callers {
    private final Supplier<CallerFile> file;
    private final Runnable reload;
    private final Runnable refresh;
    private final BooleanSupplier known;
    private final Clock clock;

    private Callers(Supplier<CallerFile> file, Runnable reload, Clock clock) {
        this(file, reload, () -> {}, () -> true, clock);
    }

    private Callers(Supplier<CallerFile> file, Runnable reload, Runnable refresh, BooleanSupplier known, Clock clock) {
        this.file = file;
        this.reload = reload;
        this.refresh = refresh;
        this.known = known;
        this.clock = clock;
    }

    /** No callers and no budgets. */
    public static Callers none() {
        CallerFile none = CallerFile.empty();
        return new Callers(() -> none, () -> {}, Clock.systemUTC());
    }

    /**
     * Parses a text: a JSON object or lines, as for {@link #of(Path)}.
     *
     * @param source name of the text in messages
     * @throws LLMConfigurationException if it is invalid; the message names the source and the field or line
     */
    public static Callers parse(String source, String text) {
        CallerFile callers = CallerFile.parse(source, text);
        return new Callers(() -> callers, () -> {}, Clock.systemUTC());
    }

    /**
     * Reads a file: a JSON object with {@code callers} and {@code budgets}, or lines {@code NAME:SHA256}. Changes are loaded
     * within half a second, so a removed key is refused within a second; an invalid file changes nothing.
     *
     * @throws LLMConfigurationException if it is invalid; the message names the file and the field or line
     */
    public static Callers of(Path file) {
        return of(file, Clock.systemUTC(), Ticker.system());
    }

    /**
     * Reads a source shared by several processes, initially and on each {@link #refresh()}, which the ledger calls twice a
     * second. While the store is unavailable, the last copy applies.
     */
    public static Callers shared(CallerSource source) {
        PolledCallers polled = new PolledCallers(source);
        polled.refresh();
        return new Callers(polled::get, polled::refresh, polled::refresh, polled::isKnown, Clock.systemUTC());
    }

    static Callers of(Path file, Clock clock, Ticker ticker) {
        ReloadedFile<CallerFile> content = new ReloadedFile<>(file, CallerFile::parse, ticker);
        return new Callers(content::get, content::reload, clock);
    }

    /** Returns these callers and others. If both contain a name, only the key and the permissions in {@code others} apply. */
    public Callers and(Callers others) {
        return new Callers(
                merged(file, others.file),
                () -> {
                    reload.run();
                    others.reload.run();
                },
                () -> {
                    refresh.run();
                    others.refresh.run();
                },
                () -> known.getAsBoolean() && others.known.getAsBoolean(),
                clock);
    }

    /** Merges two files. Cached, since both are read for every call and rarely change. */
    private static Supplier<CallerFile> merged(Supplier<CallerFile> first, Supplier<CallerFile> second) {
        AtomicReference<@Nullable Merged> last = new AtomicReference<>();
        return () -> {
            CallerFile one = first.get();
            CallerFile other = second.get();
            Merged merged = last.get();
            if (merged == null || merged.first != one || merged.second != other) {
                merged = new Merged(one, other, one.and(other));
                last.set(merged);
            }
            return merged.both;
        };
    }

    private record Merged(CallerFile first, CallerFile second, CallerFile both) {}

    /** Whether it is known that there are no callers, so that no key is required. */
    public boolean isEmpty() {
        return known.getAsBoolean() && file.get().isEmpty();
    }

    /** Whether there are budgets of tags, profiles or the server, or limits of profiles, providers or models. */
    public boolean hasBudgets() {
        return file.get().hasBudgets();
    }

    /** Returns the caller with this key; empty if it is unknown, disabled or expired. */
    public Optional<Caller> byKey(String key) {
        return file.get().byHash(KeyHash.of(key), clock.instant());
    }

    /** Returns the caller with this name, also if it is disabled or expired. */
    public Optional<Caller> byName(String name) {
        return file.get().byName(name);
    }

    /** All callers, in the order of the file. */
    public List<Caller> all() {
        return file.get().all();
    }

    /**
     * Returns the budgets that apply to a call: those of its caller, tags, profile and the server.
     *
     * @param caller name of the caller; empty if unknown
     * @param profile requested profile; empty if none
     */
    public List<Budget> budgets(String caller, Map<String, String> tags, String profile) {
        CallerFile now = file.get();
        List<Budget> own = now.byName(caller).map(Caller::budgets).orElse(List.of());
        List<Budget> shared = now.shared(tags, profile);
        if (own.isEmpty() || shared.isEmpty()) {
            return own.isEmpty() ? shared : own;
        }
        List<Budget> all = new ArrayList<>(own);
        all.addAll(shared);
        return all;
    }

    /** The budgets of tags, profiles and the server, by their scope as in the file: {@code server}, {@code tag:team=*}, … */
    public Map<String, List<Budget>> sharedBudgets() {
        return file.get().sharedBudgets();
    }

    /**
     * Returns the limits of a profile, which apply in addition to the caller's.
     *
     * @param profile requested profile; empty if none
     */
    public CallerLimits profileLimits(String profile) {
        return profile.isEmpty() ? CallerLimits.NONE : file.get().limits("profile:", profile);
    }

    /** Whether a provider or a model has limits. */
    public boolean hasRouteLimits() {
        return file.get().hasRouteLimits();
    }

    /** Returns the limits of a provider over all callers; {@link CallerLimits#NONE} without limits. */
    public CallerLimits providerLimits(String provider) {
        return file.get().limits("provider:", provider);
    }

    /** Returns the limits of a provider's model over all callers; {@link CallerLimits#NONE} without limits. */
    public CallerLimits modelLimits(String provider, String model) {
        return file.get().limits("model:", provider + "/" + model);
    }

    /** Checks a shared store for changes. No effect for a file, which is checked on use. May block. */
    public void refresh() {
        refresh.run();
    }

    /** Reloads the file. */
    public void reload() {
        reload.run();
    }
}
