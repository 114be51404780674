package dev.llmconnect.ledger.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Usage of limits in memory. Not thread-safe. */
final class LimitCounters {
    private static final int MAX_NAMES = 100_000;

    private final Function<String, LimitUsage> loader;
    private final Map<String, LimitUsage> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LimitUsage> eldest) {
            return size() > MAX_NAMES && eldest.getValue().runningCalls() == 0;
        }
    };

    /**
     * Creates counters.
     *
     * @param loader loads the previous usage of a scope
     */
    LimitCounters(Function<String, LimitUsage> loader) {
        this.loader = loader;
    }

    AdmitResult admit(String node, List<LimitClaim> claims, long second) {
        List<LimitUsage> usage = new ArrayList<>(claims.size());
        for (LimitClaim claim : claims) {
            usage.add(of(claim.name()));
        }
        return admit(usage, node, claims, second);
    }

    /** Counts a call towards all scopes or none. */
    static AdmitResult admit(List<LimitUsage> usage, String node, List<LimitClaim> claims, long second) {
        for (int i = 0; i < claims.size(); i++) {
            LimitClaim claim = claims.get(i);
            if (usage.get(i).reached(claim.limits(), second, claim.tokens()) != null) {
                return AdmitResult.refused(second, claim, copies(usage));
            }
        }
        for (int i = 0; i < claims.size(); i++) {
            usage.get(i).begin(claims.get(i), node, second);
        }
        return AdmitResult.granted(second, copies(usage));
    }

    private static List<LimitUsage> copies(List<LimitUsage> usage) {
        return usage.stream().map(LimitUsage::copy).toList();
    }

    void end(List<LimitEnd> ends) {
        ends.forEach(end -> of(end.name()).end(end));
    }

    private LimitUsage of(String name) {
        return known.computeIfAbsent(name, loader);
    }

    List<LimitUsage> all() {
        return List.copyOf(known.values());
    }

    void clear() {
        known.clear();
    }
}
