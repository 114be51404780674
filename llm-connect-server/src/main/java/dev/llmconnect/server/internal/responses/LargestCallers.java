package dev.llmconnect.server.internal.responses;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds a caller that has most, up to a factor of two, in a number of steps that does not depend on the number of callers: they stand in
 * classes by the highest bit of what they have. Callers with one entry or none are left out. Not thread-safe.
 */
final class LargestCallers {
    private final ToLongFunction<CallerEntries> size;
    private final List<Set<CallerEntries>> classes = new ArrayList<>();
    private final Map<CallerEntries, Integer> places = new HashMap<>();

    /** @param size what is compared; never negative */
    LargestCallers(ToLongFunction<CallerEntries> size) {
        this.size = size;
        for (int i = 0; i <= Long.SIZE; i++) {
            classes.add(new LinkedHashSet<>());
        }
    }

    /** Takes notice of what a caller has now. */
    void update(CallerEntries caller) {
        boolean hasSeveral = caller.size() > 1;
        int now = Long.SIZE - Long.numberOfLeadingZeros(size.applyAsLong(caller));
        @Nullable Integer before = hasSeveral ? places.put(caller, now) : places.remove(caller);
        if (before != null && (!hasSeveral || before != now)) {
            classes.get(before).remove(caller);
        }
        if (hasSeveral) {
            classes.get(now).add(caller);
        }
    }

    /** One of the largest; empty if nobody has several entries. */
    Optional<CallerEntries> first() {
        for (int i = Long.SIZE; i >= 0; i--) {
            if (!classes.get(i).isEmpty()) {
                return Optional.of(classes.get(i).iterator().next());
            }
        }
        return Optional.empty();
    }
}
