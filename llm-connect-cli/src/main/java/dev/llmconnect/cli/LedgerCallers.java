package dev.llmconnect.cli;

import dev.llmconnect.ledger.Ledger;
import dev.llmconnect.ledger.LimitStatus;
import dev.llmconnect.ledger.callers.Caller;
import dev.llmconnect.server.CallerIdentity;
import dev.llmconnect.server.CallerKeys;
import dev.llmconnect.server.RateLimit;
import dev.llmconnect.server.RateLimitSource;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The ledger's callers, those of an issuer's tokens, and what is left of their limits, for the server. Thread-safe. */
final class LedgerCallers implements CallerKeys, RateLimitSource {
    private final Ledger ledger;
    private final Optional<JwtCallers> tokens;
    private volatile boolean empty = true;

    LedgerCallers(Ledger ledger, Optional<JwtCallers> tokens) {
        this.ledger = ledger;
        this.tokens = tokens;
    }

    @Override
    public Optional<String> caller(String key) {
        return ledger.callers().byKey(key).map(Caller::name);
    }

    /** Of a key, else of a token, whose caller need not be known but must not be disabled or expired. */
    @Override
    public Optional<CallerIdentity> identify(String key) {
        Optional<CallerIdentity> known = caller(key).map(CallerIdentity::of);
        return known.isPresent() || tokens.isEmpty()
                ? known
                : tokens.get().identify(key).filter(caller -> !isRefused(caller.name()));
    }

    private boolean isRefused(String name) {
        return ledger.callers()
                .byName(name)
                .filter(caller -> caller.isRefused(Instant.now()))
                .isPresent();
    }

    @Override
    public Optional<String> callerOfCertificate(String name) {
        boolean isKnown = hasNoKeys() || ledger.callers().byName(name).isPresent();
        return Optional.of(name).filter(it -> isKnown && !isRefused(it));
    }

    @Override
    public boolean isEmpty() {
        return tokens.isEmpty() && hasNoKeys();
    }

    /** A file that names callers and comes to name none must not open the server to everybody. */
    private boolean hasNoKeys() {
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
