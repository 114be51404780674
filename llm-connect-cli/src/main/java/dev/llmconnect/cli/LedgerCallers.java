package dev.llmconnect.cli;

import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LimitStatus;
import dev.llmconnect.ledger.callers.Caller;
import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.RateLimit;
import dev.llmconnect.server.RateLimitSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ledger's callers, and what is left of their limits, for the server. Thread-safe. */
final class LedgerCallers implements CallerKeys, RateLimitSource {
    private final Ledger ledger;
    private volatile boolean empty = true;

    LedgerCallers(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Optional<String> caller(String key) {
        return ledger.callers().byKey(key).map(Caller::name);
    }

    @Override
    public Optional<String> callerOfCertificate(String name) {
        if (isEmpty()) {
            return Optional.of(name);
        }
        return ledger.callers()
                .byName(name)
                .filter(caller -> !caller.isRefused(Instant.now()))
                .map(Caller::name);
    }

    /** A file that names callers and comes to name none must not open the server to everybody. */
    @Override
    public boolean isEmpty() {
        if (empty && !ledger.callers().isEmpty()) {
            empty = false;
        }
        return empty;
    }

    @Override
    public List<RateLimit> limitsOf(String caller) {
        return ledger.limitsOf(caller).stream().map(LedgerCallers::rateLimit).toList();
    }

    private static RateLimit rateLimit(LimitStatus status) {
        RateLimit.Unit unit =
                status.kind() == LimitStatus.Kind.REQUESTS ? RateLimit.Unit.REQUESTS : RateLimit.Unit.TOKENS;
        return RateLimit.of(unit, status.limit(), status.remaining(), status.reset());
    }
}
