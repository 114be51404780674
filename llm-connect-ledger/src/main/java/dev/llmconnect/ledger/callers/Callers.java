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
import java.util.function.Supplier;

/**
 * Who may call. Thread-safe. Looking a key up takes the same time for ten callers and for ten thousand.
 */
public final class Callers {
    private final Supplier<CallerFile> file;
    private final Runnable reload;
    private final Clock clock;

    private Callers(Supplier<CallerFile> file, Runnable reload, Clock clock) {
        this.file = file;
        this.reload = reload;
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

    static Callers of(Path file, Clock clock, Ticker ticker) {
        ReloadedFile<CallerFile> content = new ReloadedFile<>(file, CallerFile::parse, ticker);
        return new Callers(content::get, content::reload, clock);
    }

    /** Whether nobody is known, so that nobody is asked for a key. */
    public boolean isEmpty() {
        return file.get().isEmpty();
    }

    /** The caller with this key; empty when there is none, or it is disabled or has expired. */
    public Optional<Caller> byKey(String key) {
        return file.get().byHash(KeyHash.of(key)).filter(caller -> !caller.isRefused(clock.instant()));
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

    /** Reads the file again now. */
    public void reload() {
        reload.run();
    }
}
