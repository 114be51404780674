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

/**
 * Who may call. Thread-safe. Looking a key up takes the same time for ten callers and for ten thousand.
 */
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

    /** Nobody is known, and nobody has a budget. */
    public static Callers none() {
        CallerFile none = CallerFile.empty();
        return new Callers(() -> none, () -> {}, Clock.systemUTC());
    }

    /**
     * Reads text: a JSON object or lines, as {@link #of(Path)} does.
     *
     * @param source how messages name the text
     * @throws LLMConfigurationException naming the source, and the field or line that is wrong
     */
    public static Callers parse(String source, String text) {
        CallerFile callers = CallerFile.parse(source, text);
        return new Callers(() -> callers, () -> {}, Clock.systemUTC());
    }

    /**
     * Reads a file: a JSON object with {@code callers} and {@code budgets}, or lines {@code NAME:SHA256}. It is read again within half a
     * second of a change, so a key that was taken out stops within a second; a file that is wrong then changes nothing.
     *
     * @throws LLMConfigurationException naming the file, and the field or line that is wrong
     */
    public static Callers of(Path file) {
        return of(file, Clock.systemUTC(), Ticker.system());
    }

    /**
     * Reads what all who share a store have agreed on, now and whenever {@link #refresh()} is called, which the ledger does twice a second.
     * While the store cannot be reached, the last copy holds.
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

    /** These callers and others. Where both have a name, only the others' key counts, and what these say of the caller. */
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

    /** Both are read for every call and seldom change, so they are merged again only when one has. */
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

    /** Whether it is known that there are no callers, so that nobody is asked for a key. */
    public boolean isEmpty() {
        return known.getAsBoolean() && file.get().isEmpty();
    }

    /** Whether there are budgets of tags, profiles or the server, or limits of profiles, providers or models. */
    public boolean hasBudgets() {
        return file.get().hasBudgets();
    }

    /** The caller with this key; empty when there is none, or it is disabled or has expired. */
    public Optional<Caller> byKey(String key) {
        return file.get().byHash(KeyHash.of(key), clock.instant());
    }

    /** The caller of this name; also one that is disabled or has expired. */
    public Optional<Caller> byName(String name) {
        return file.get().byName(name);
    }

    /** All callers, in the order of the file. */
    public List<Caller> all() {
        return file.get().all();
    }

    /**
     * The budgets that a call counts to: those of its caller, its tags, its profile and the server.
     *
     * @param caller the caller's name; empty when nobody in particular
     * @param profile the profile that it asks for; empty when none
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

    /**
     * The limits that a call has beside its caller's: those of the profile that it asks for.
     *
     * @param profile empty when none
     */
    public CallerLimits profileLimits(String profile) {
        return profile.isEmpty() ? CallerLimits.NONE : file.get().limits("profile:", profile);
    }

    /** Whether a provider or a model has limits. */
    public boolean hasRouteLimits() {
        return file.get().hasRouteLimits();
    }

    /** The limits of a provider, over all callers; {@link CallerLimits#NONE} when it has none. */
    public CallerLimits providerLimits(String provider) {
        return file.get().limits("provider:", provider);
    }

    /** The limits of one model of a provider, over all callers; {@link CallerLimits#NONE} when it has none. */
    public CallerLimits modelLimits(String provider, String model) {
        return file.get().limits("model:", provider + "/" + model);
    }

    /** Asks a shared store whether its callers have changed; nothing for a file, which is looked at when it is needed. May block. */
    public void refresh() {
        refresh.run();
    }

    /** Reads the file again now. */
    public void reload() {
        reload.run();
    }
}
