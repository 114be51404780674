package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.callers.CallerLimits;

/**
 * Claim of a call on the limits of one scope. Immutable and thread-safe.
 *
 * @param name name of the scope, for example {@code caller:alice}, {@code profile:balanced} or {@code model:openai/gpt-4o}
 * @param limits limits of the scope
 * @param tokens estimated tokens of the call
 */
public record LimitClaim(String name, CallerLimits limits, long tokens) {}
