package dev.llmconnect.ledger;

import dev.llmconnect.ledger.callers.CallerLimits;
import dev.llmconnect.ledger.store.AdmitResult;
import dev.llmconnect.ledger.store.LimitClaim;
import dev.llmconnect.ledger.store.LimitEnd;
import dev.llmconnect.ledger.store.LimitUsage;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Enforces the limits of callers, profiles, providers and models over all processes that share the store. Thread-safe. */
final class CallLimiter {
    private static final String CALLER = "caller:";
    private static final int MAX_KNOWN = 10_000;

    private final BudgetAccounts accounts;
    private final String node;
    private final Clock clock;
    /** Last known usage in the store, plus what this process has used since. */
    private final Map<String, LimitUsage> known = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, LimitUsage> eldest) {
            return size() > MAX_KNOWN;
        }
    };

    CallLimiter(BudgetAccounts accounts, String node, Clock clock) {
        this.accounts = accounts;
        this.node = node;
        this.clock = clock;
    }

    /** Returns the scope of a caller. */
    static String caller(String name) {
        return CALLER + name;
    }

    /**
     * Admits a call.
     *
     * @param claims claims on the scopes with limits; may be empty
     * @return permit to end with the call
     * @throws CallRefusedException if a limit is reached
     */
    Permit begin(List<LimitClaim> claims) {
        if (claims.isEmpty()) {
            return Permit.UNLIMITED;
        }
        BudgetAccounts.Admission admission = accounts.admit(node, claims, clock.instant());
        AdmitResult result = admission.result();
        synchronized (known) {
            result.usage().forEach(usage -> known.put(usage.name(), usage));
        }
        result.refusedBy().ifPresent(claim -> {
            throw refusal(claim, result);
        });
        return new Permit(this, admission, claims);
    }

    private CallRefusedException refusal(LimitClaim claim, AdmitResult result) {
        LimitUsage usage = result.usage().stream()
                .filter(scope -> scope.name().equals(claim.name()))
                .findFirst()
                .orElseThrow();
        CallerLimits limits = claim.limits();
        long second = result.second();
        long requests = limits.requestsPerMinute().orElse(Long.MAX_VALUE);
        long tokens = limits.tokensPerMinute().orElse(Long.MAX_VALUE);
        LimitUsage.Limit reached = usage.reached(limits, second, claim.tokens());
        if (reached == LimitUsage.Limit.REQUESTS) {
            return perMinute(claim, requests + " calls", usage.secondsUntilRequestsFit(second, requests));
        }
        if (reached == LimitUsage.Limit.TOKENS) {
            return perMinute(claim, tokens + " tokens", usage.secondsUntilTokensFit(second, claim.tokens(), tokens));
        }
        return CallRefusedException.rateLimited(
                shown(claim.name()) + " has reached its limit of "
                        + limits.concurrency().orElse(usage.runningCalls()) + " concurrent calls",
                Duration.ofSeconds(1));
    }

    private static CallRefusedException perMinute(LimitClaim claim, String limit, long seconds) {
        return CallRefusedException.rateLimited(
                shown(claim.name()) + " has reached its limit of " + limit + " per minute",
                Duration.ofSeconds(seconds));
    }

    private static String shown(String scope) {
        return scope.startsWith(CALLER) ? scope.substring(CALLER.length()) : scope.replaceFirst(":", " ");
    }

    /** Status of a caller's limits; empty for a caller without limits. */
    List<LimitStatus> status(String caller, CallerLimits limits) {
        OptionalLong requests = limits.requestsPerMinute();
        OptionalLong tokens = limits.tokensPerMinute();
        List<LimitStatus> all = new ArrayList<>(2);
        if (requests.isEmpty() && tokens.isEmpty()) {
            return all;
        }
        long second = clock.instant().getEpochSecond();
        synchronized (known) {
            @Nullable LimitUsage usage = known.get(caller(caller));
            if (requests.isPresent()) {
                all.add(status(
                        LimitStatus.Kind.REQUESTS,
                        requests.getAsLong(),
                        usage == null ? 0 : usage.requests(second),
                        usage == null ? 0 : usage.secondsUntilNoRequests(second)));
            }
            if (tokens.isPresent()) {
                all.add(status(
                        LimitStatus.Kind.TOKENS,
                        tokens.getAsLong(),
                        usage == null ? 0 : usage.tokens(second),
                        usage == null ? 0 : usage.secondsUntilNoTokens(second)));
            }
        }
        return all;
    }

    private static LimitStatus status(LimitStatus.Kind kind, long limit, long used, long resetSeconds) {
        return new LimitStatus(kind, limit, Math.max(0, limit - used), Duration.ofSeconds(resetSeconds));
    }

    private void end(BudgetAccounts.Admission admission, List<LimitClaim> claims, long tokens) {
        List<LimitEnd> ends = claims.stream()
                .map(claim ->
                        new LimitEnd(claim.name(), node, admission.result().second(), tokens - claim.tokens()))
                .toList();
        synchronized (known) {
            ends.forEach(end -> known.computeIfPresent(end.name(), (name, usage) -> usage.ended(end)));
        }
        accounts.end(admission, ends);
    }

    /** Permit of a running call. */
    static final class Permit {
        static final Permit UNLIMITED = new Permit(null, null, List.of());

        private final @Nullable CallLimiter limiter;
        private final BudgetAccounts.@Nullable Admission admission;
        private final List<LimitClaim> claims;

        private Permit(
                @Nullable CallLimiter limiter, BudgetAccounts.@Nullable Admission admission, List<LimitClaim> claims) {
            this.limiter = limiter;
            this.admission = admission;
            this.claims = claims;
        }

        /** Ends the call. Called once; never fails. */
        void end(long tokens) {
            if (limiter != null && admission != null) {
                limiter.end(admission, claims, tokens);
            }
        }
    }
}
