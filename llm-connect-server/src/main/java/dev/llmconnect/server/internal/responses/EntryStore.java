package dev.llmconnect.server.internal.responses;

import dev.llmconnect.CallContext;
import dev.llmconnect.server.ServerLimits;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Keeps responses and conversations in memory for the next turns of their callers, within the limits of the server. A caller sees its own
 * only; callers without a name are one. An entry that was not used for {@link ServerLimits#storedResponseTimeout()} is removed. Over a
 * limit, the least recently used entry goes first: the caller's own, and of all callers that of one who has several and most. The time of
 * an operation depends on the entry only, not on the number of entries or callers, beside that of removing others, each once. Thread-safe.
 */
public final class EntryStore {
    private final ServerLimits limits;
    private final Clock clock;
    private final Lock lock = new ReentrantLock();
    private final Map<String, CallerEntries> callers = new HashMap<>();
    /** The entries of all callers, least recently used first. */
    private final Set<KeptEntry> order = new LinkedHashSet<>();

    private final LargestCallers byBytes = new LargestCallers(CallerEntries::bytes);
    private final LargestCallers byCount = new LargestCallers(CallerEntries::size);
    private long bytes;

    /** @param clock tells when an entry is to be removed */
    public EntryStore(ServerLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** The name under which the entries of a request's caller are kept. */
    static String caller(CallContext context) {
        return context.caller().orElse("");
    }

    ServerLimits limits() {
        return limits;
    }

    Clock clock() {
        return clock;
    }

    /** Whether anything is kept at all. */
    boolean isEnabled() {
        return limits.maxStoredResponses() > 0;
    }

    /** Maximum size of one entry in bytes. */
    long maxEntryBytes() {
        return Math.min(limits.maxStoredBytes(), limits.maxStoredBytesPerCaller());
    }

    /** Bytes in use. */
    long bytes() {
        return locked(now -> bytes);
    }

    /** Finds an entry, and takes what is wanted from it; empty if the caller has none of this id and type. */
    <E extends KeptEntry, T> Optional<T> find(String caller, Class<E> type, String id, Function<E, T> wanted) {
        return locked(now -> find(caller, type, id, now).map(wanted));
    }

    /** Finds an item of any of the caller's entries. */
    Optional<KeptPiece> item(String caller, String itemId) {
        return locked(now -> Optional.ofNullable(callers.get(caller))
                .flatMap(entries -> entries.findByItem(itemId))
                .flatMap(entry -> {
                    use(entry, now);
                    return entry.item(itemId);
                }));
    }

    /** Keeps an entry of at most {@link #maxEntryBytes()}; returns whether it is kept. */
    boolean add(String caller, KeptEntry entry) {
        return isEnabled()
                && locked(now -> {
                    find(caller, KeptEntry.class, entry.id(), now).ifPresent(this::remove);
                    CallerEntries own = callers.computeIfAbsent(caller, CallerEntries::new);
                    change(own, () -> own.add(entry));
                    use(entry, now);
                    evict(own);
                    return own.has(entry.id());
                });
    }

    /** Changes a conversation, of which at most {@link #maxEntryBytes()} may come; empty if the caller has none of this id. */
    <T> Optional<T> change(String caller, String id, BiFunction<CallerEntries, KeptConversation, T> change) {
        return locked(now -> find(caller, KeptConversation.class, id, now).map(conversation -> {
            CallerEntries own = conversation.owner();
            long before = own.bytes();
            T result = change.apply(own, conversation);
            changed(own, before);
            evict(own);
            return result;
        }));
    }

    /** Removes an entry; returns whether the caller had it. */
    boolean remove(String caller, Class<? extends KeptEntry> type, String id) {
        return locked(now -> {
            Optional<? extends KeptEntry> found = find(caller, type, id, now);
            found.ifPresent(this::remove);
            return found.isPresent();
        });
    }

    private <T> T locked(LongFunction<T> work) {
        long now = clock.millis();
        lock.lock();
        try {
            removeExpired(now);
            return work.apply(now);
        } finally {
            lock.unlock();
        }
    }

    private void removeExpired(long now) {
        long since = now - limits.storedResponseTimeout().toMillis();
        while (!order.isEmpty()) {
            KeptEntry eldest = order.iterator().next();
            if (eldest.usedAt() >= since) {
                return;
            }
            remove(eldest);
        }
    }

    private <E extends KeptEntry> Optional<E> find(String caller, Class<E> type, String id, long now) {
        Optional<E> found = Optional.ofNullable(callers.get(caller))
                .flatMap(entries -> entries.find(id))
                .filter(type::isInstance)
                .map(type::cast);
        found.ifPresent(entry -> use(entry, now));
        return found;
    }

    private void use(KeptEntry entry, long now) {
        entry.usedAt(now);
        order.remove(entry);
        order.add(entry);
    }

    private void remove(KeptEntry entry) {
        CallerEntries owner = entry.owner();
        order.remove(entry);
        change(owner, () -> owner.remove(entry));
        if (owner.size() == 0) {
            callers.remove(owner.caller());
        }
    }

    private void change(CallerEntries entries, Runnable change) {
        long before = entries.bytes();
        change.run();
        changed(entries, before);
    }

    private void changed(CallerEntries entries, long bytesBefore) {
        bytes += entries.bytes() - bytesBefore;
        byBytes.update(entries);
        byCount.update(entries);
    }

    private void evict(CallerEntries own) {
        while (own.bytes() > limits.maxStoredBytesPerCaller() || own.size() > limits.maxStoredResponsesPerCaller()) {
            remove(own.eldest());
        }
        while (bytes > limits.maxStoredBytes()) {
            remove(evicted(byBytes, own));
        }
        while (order.size() > limits.maxStoredResponses()) {
            remove(evicted(byCount, own));
        }
    }

    /** Of those that have several, one that has most; if nobody has, another caller's entry, unless there is none. */
    private KeptEntry evicted(LargestCallers largest, CallerEntries own) {
        return largest.first().map(CallerEntries::eldest).orElseGet(() -> {
            for (KeptEntry entry : order) {
                if (entry.owner() != own) {
                    return entry;
                }
            }
            return own.eldest();
        });
    }
}
