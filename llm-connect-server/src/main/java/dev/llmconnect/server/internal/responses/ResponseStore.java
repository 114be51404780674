package dev.llmconnect.server.internal.responses;

import dev.llmconnect.CallContext;
import dev.llmconnect.ErrorCode;
import dev.llmconnect.LLMException;
import dev.llmconnect.formats.json.StrictJsonParser;
import dev.llmconnect.formats.responses.ResponseMemory;
import dev.llmconnect.internal.JsonWeight;
import dev.llmconnect.internal.MemoryLease;
import dev.llmconnect.server.ServerLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Responses in memory for the next turns of their callers, within the limits of the server. A caller sees its own only; callers without a
 * name are one. A response that was not used for {@link ServerLimits#storedResponseTimeout()} is removed. Over a limit, the least recently
 * used response goes first: the caller's own, and of all callers that of the one who has several and most. Thread-safe.
 */
public final class ResponseStore {
    /** The bytes that the parser uses up, the tree, and what is made of it for the provider. */
    private static final int COPIES = 3;

    private static final long SWEEP_MILLIS = 60_000;

    private final ServerLimits limits;
    private final Clock clock;
    private final Lock lock = new ReentrantLock();
    private final Map<String, CallerResponses> callers = new HashMap<>();
    private long sweptAt;

    /** @param clock tells when a response is to be removed */
    public ResponseStore(ServerLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** The memory of the caller of a request. */
    public ResponseMemory of(CallContext context) {
        String caller = caller(context);
        return new ResponseMemory() {
            @Override
            public Optional<List<Map<String, @Nullable Object>>> conversation(String responseId) {
                return find(caller, responseId, KeptResponse::conversation).map(ResponseStore::parsed);
            }

            @Override
            public Optional<Map<String, @Nullable Object>> item(String itemId) {
                return within(caller, (responses, now) -> responses.item(itemId, now))
                        .map(ResponseStore::parsed);
            }

            @Override
            public boolean keep(Map<String, @Nullable Object> response, List<?> input) {
                return add(caller, response, input);
            }
        };
    }

    /** The {@code Response} object of this id; empty if the caller has none. */
    Optional<Map<String, @Nullable Object>> response(CallContext context, String id) {
        String caller = caller(context);
        return find(caller, id, kept -> List.of(kept.fields(), kept.output())).map(pieces -> {
            Map<String, @Nullable Object> response = new LinkedHashMap<>();
            parsed(pieces.get(0)).forEach(response::putAll);
            response.put("output", parsed(pieces.get(1)));
            return response;
        });
    }

    /** Removes a response; returns whether the caller had it. */
    boolean remove(CallContext context, String id) {
        String caller = caller(context);
        return within(caller, (responses, now) -> responses.remove(id) ? Optional.of(id) : Optional.empty())
                .isPresent();
    }

    /** Bytes in use. */
    long bytes() {
        lock.lock();
        try {
            return total(CallerResponses::bytes);
        } finally {
            lock.unlock();
        }
    }

    private static String caller(CallContext context) {
        return context.caller().orElse("");
    }

    private interface Search<T> {
        Optional<T> in(CallerResponses responses, long now);
    }

    private <T> Optional<T> find(String caller, String id, Function<KeptResponse, T> what) {
        return within(caller, (responses, now) -> responses.response(id, now).map(what));
    }

    private <T> Optional<T> within(String caller, Search<T> search) {
        long now = clock.millis();
        lock.lock();
        try {
            CallerResponses responses = callers.get(caller);
            if (responses == null) {
                return Optional.empty();
            }
            responses.removeUnusedSince(now - limits.storedResponseTimeout().toMillis());
            Optional<T> found = search.in(responses, now);
            forgetIfEmpty(caller, responses);
            return found;
        } finally {
            lock.unlock();
        }
    }

    private boolean add(String caller, Map<String, @Nullable Object> response, List<?> input) {
        if (limits.maxStoredResponses() == 0) {
            return false;
        }
        Optional<KeptResponse> written;
        try {
            written = KeptResponse.of(response, input, limits.maxStoredBytesPerCaller());
        } catch (LLMException e) {
            if (e.code().equals(ErrorCode.SERVER_OVERLOADED)) {
                // The answer is worth more than its memory, and says that it is not stored.
                return false;
            }
            throw e;
        }
        return written.isPresent() && add(caller, written.get());
    }

    private boolean add(String caller, KeptResponse kept) {
        long now = clock.millis();
        lock.lock();
        try {
            sweep(now);
            CallerResponses own = callers.computeIfAbsent(caller, name -> new CallerResponses());
            own.add(kept, now);
            while (own.bytes() > limits.maxStoredBytesPerCaller()
                    || own.size() > limits.maxStoredResponsesPerCaller()) {
                own.removeEldest();
            }
            limit(CallerResponses::bytes, limits.maxStoredBytes(), own);
            limit(CallerResponses::size, limits.maxStoredResponses(), own);
            boolean isKept = own.has(kept.id());
            forgetIfEmpty(caller, own);
            return isKept;
        } finally {
            lock.unlock();
        }
    }

    private void sweep(long now) {
        if (now - sweptAt >= SWEEP_MILLIS) {
            sweptAt = now;
            long since = now - limits.storedResponseTimeout().toMillis();
            callers.values().forEach(responses -> responses.removeUnusedSince(since));
            callers.values().removeIf(responses -> responses.size() == 0);
        }
    }

    private void limit(ToLongFunction<CallerResponses> size, long max, CallerResponses own) {
        long total = total(size);
        while (total > max) {
            CallerResponses from = evicted(size, own);
            long before = size.applyAsLong(from);
            from.removeEldest();
            total -= before - size.applyAsLong(from);
            callers.values().removeIf(responses -> responses.size() == 0);
        }
    }

    /** Of those that have several, the one that has most; if nobody has, the one that has not used its own for longest. */
    private CallerResponses evicted(ToLongFunction<CallerResponses> size, CallerResponses own) {
        return callers.values().stream()
                .filter(responses -> responses.size() > 1)
                .max(Comparator.comparingLong(size))
                .or(() -> callers.values().stream()
                        .filter(responses -> responses != own)
                        .min(Comparator.comparingLong(CallerResponses::eldestUsedAt)))
                .orElse(own);
    }

    private long total(ToLongFunction<CallerResponses> size) {
        return callers.values().stream().mapToLong(size).sum();
    }

    private void forgetIfEmpty(String caller, CallerResponses responses) {
        if (responses.size() == 0) {
            callers.remove(caller, responses);
        }
    }

    private static List<Map<String, @Nullable Object>> parsed(List<KeptPiece> pieces) {
        List<Map<String, @Nullable Object>> trees = new ArrayList<>(pieces.size());
        pieces.forEach(piece -> trees.add(parsed(piece)));
        return trees;
    }

    /** Counts in the memory of the call, as the body of a request does. */
    private static Map<String, @Nullable Object> parsed(KeptPiece piece) {
        byte[] json = piece.json();
        MemoryLease.current()
                .ifPresent(lease ->
                        lease.use(COPIES * (JsonWeight.of(json, json.length).bytes() + json.length)));
        return StrictJsonParser.object(json);
    }
}
