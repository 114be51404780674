package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.callers.CallerLimits;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Usage of the limits of one scope: calls and tokens of the last minute by second, and running calls by process. No minute
 * exceeds the limit, since the oldest second counts fully until it has passed. Not thread-safe.
 */
public final class LimitUsage {
    /** Number of seconds that count: a minute and its first second. */
    static final int SECONDS = 61;
    /** Calls that are made at once may be counted in another order than that of their seconds. */
    private static final long MAX_AHEAD = 5;

    private static final int FIELDS = 3;

    private final String name;
    /** Second, calls and tokens of each entry, by ascending second. */
    private long[] entries = new long[FIELDS * 2];

    private int size;
    private final Map<String, Long> running = new TreeMap<>();

    /** Kinds of limits. */
    public enum Limit {
        /** Calls started per minute. */
        REQUESTS,
        /** Tokens per minute. */
        TOKENS,
        /** Concurrent calls. */
        CONCURRENCY
    }

    /** Creates an empty usage. */
    LimitUsage(String name) {
        this.name = name;
    }

    /** Parses the forms that {@link #used()} and {@link #running()} return. */
    static LimitUsage parse(String name, String used, String running) {
        LimitUsage usage = new LimitUsage(name);
        for (String entry : used.isEmpty() ? new String[0] : used.split(" ", -1)) {
            String[] fields = entry.split(":", -1);
            usage.add(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        }
        for (String entry : running.isEmpty() ? new String[0] : running.split(" ", -1)) {
            int colon = entry.lastIndexOf(':');
            usage.run(entry.substring(0, colon), Long.parseLong(entry.substring(colon + 1)));
        }
        return usage;
    }

    LimitUsage copy() {
        LimitUsage copy = new LimitUsage(name);
        copy.entries = Arrays.copyOf(entries, entries.length);
        copy.size = size;
        copy.running.putAll(running);
        return copy;
    }

    /** Name of the scope. */
    public String name() {
        return name;
    }

    /** Returns the calls of the minute before a second since the epoch. */
    public long requests(long second) {
        return sum(second, 1);
    }

    /** Returns the tokens of the minute before a second since the epoch. */
    public long tokens(long second) {
        return sum(second, 2);
    }

    /** Number of running calls, over all processes. */
    public long runningCalls() {
        long calls = 0;
        for (long count : running.values()) {
            calls += count;
        }
        return calls;
    }

    /** Ignores entries far in the future, which result from a clock that was set back. */
    private long sum(long second, int field) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            long at = entries[i * FIELDS];
            if (at > second - SECONDS && at <= second + MAX_AHEAD) {
                sum += entries[i * FIELDS + field];
            }
        }
        return Math.max(0, sum);
    }

    /**
     * Returns the limit that a call would exceed; {@code null} for none. A call larger than the whole limit is admitted if
     * nothing else was used in its minute, since it could otherwise never be made.
     */
    public @Nullable Limit reached(CallerLimits limits, long second, long moreTokens) {
        if (runningCalls() >= limits.concurrency().orElse(Long.MAX_VALUE)) {
            return Limit.CONCURRENCY;
        }
        if (isFull(requests(second), 1, limits.requestsPerMinute().orElse(Long.MAX_VALUE))) {
            return Limit.REQUESTS;
        }
        return isFull(tokens(second), moreTokens, limits.tokensPerMinute().orElse(Long.MAX_VALUE))
                ? Limit.TOKENS
                : null;
    }

    private static boolean isFull(long used, long more, long limit) {
        return used > 0 && used > limit - more;
    }

    /** Returns the seconds until another call fits, from 1 to 61. */
    public long secondsUntilRequestsFit(long second, long limit) {
        return secondsUntil(second, 1, Math.max(0, limit - 1));
    }

    /** Returns the seconds until this many more tokens fit, from 1 to 61. */
    public long secondsUntilTokensFit(long second, long more, long limit) {
        return secondsUntil(second, 2, Math.max(0, limit - more));
    }

    private long secondsUntil(long second, int field, long most) {
        int wait = 1;
        while (wait < SECONDS && sumFrom(second, wait, field) > most) {
            wait++;
        }
        return wait;
    }

    /** Returns what is left of the minute after some seconds without calls. */
    private long sumFrom(long second, int wait, int field) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            long at = entries[i * FIELDS];
            if (at > second + wait - SECONDS && at <= second + MAX_AHEAD) {
                sum += entries[i * FIELDS + field];
            }
        }
        return sum;
    }

    /** Returns the seconds until no calls count any more, at most 61. */
    public long secondsUntilNoRequests(long second) {
        return requests(second) == 0 ? 0 : secondsUntil(second, 1, 0);
    }

    /** Returns the seconds until no tokens count any more, at most 61. */
    public long secondsUntilNoTokens(long second) {
        return tokens(second) == 0 ? 0 : secondsUntil(second, 2, 0);
    }

    void begin(LimitClaim claim, String node, long second) {
        forget(second);
        add(second, 1, claim.tokens());
        run(node, 1);
    }

    void end(LimitEnd end) {
        add(end.second(), 0, end.moreTokens());
        run(end.node(), -1);
    }

    /** Returns the usage after the end of a call. */
    public LimitUsage ended(LimitEnd end) {
        LimitUsage after = copy();
        after.end(end);
        return after;
    }

    private void forget(long second) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            long at = entries[i * FIELDS];
            if (at > second - SECONDS && at <= second + MAX_AHEAD) {
                System.arraycopy(entries, i * FIELDS, entries, kept++ * FIELDS, FIELDS);
            }
        }
        size = kept;
    }

    /** Adds to a second; negative amounts correct earlier ones. */
    private void add(long second, long requests, long tokens) {
        int i = size;
        while (i > 0 && entries[(i - 1) * FIELDS] > second) {
            i--;
        }
        if (i > 0 && entries[(i - 1) * FIELDS] == second) {
            entries[(i - 1) * FIELDS + 1] += requests;
            entries[(i - 1) * FIELDS + 2] += tokens;
            return;
        }
        if (requests == 0 && tokens == 0) {
            return;
        }
        if (size * FIELDS == entries.length) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        System.arraycopy(entries, i * FIELDS, entries, (i + 1) * FIELDS, (size - i) * FIELDS);
        entries[i * FIELDS] = second;
        entries[i * FIELDS + 1] = requests;
        entries[i * FIELDS + 2] = tokens;
        size++;
    }

    private void run(String node, long change) {
        long calls = running.getOrDefault(node, 0L) + change;
        if (calls > 0) {
            running.put(node, calls);
        } else {
            running.remove(node);
        }
    }

    /** Removes the running calls of all other processes, which have died. */
    void keepOnly(Collection<String> nodes) {
        running.keySet().retainAll(nodes);
    }

    boolean isUnused(long second) {
        return running.isEmpty() && requests(second) == 0 && tokens(second) == 0;
    }

    /** Seconds as text: {@code SECOND:CALLS:TOKENS}, separated by spaces. */
    String used() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size * FIELDS; i += FIELDS) {
            text.append(i == 0 ? "" : " ")
                    .append(entries[i])
                    .append(':')
                    .append(entries[i + 1])
                    .append(':')
                    .append(entries[i + 2]);
        }
        return text.toString();
    }

    /** Running calls as text: {@code NODE:CALLS}, separated by spaces. */
    String running() {
        StringBuilder text = new StringBuilder();
        running.forEach((node, calls) ->
                text.append(text.isEmpty() ? "" : " ").append(node).append(':').append(calls));
        return text.toString();
    }

    @Override
    public String toString() {
        return "LimitUsage[" + name + ", " + used() + ", running " + running() + "]";
    }
}
