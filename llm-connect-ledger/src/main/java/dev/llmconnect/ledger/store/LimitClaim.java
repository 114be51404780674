package dev.llmconnect.ledger.store;

import dev.llmconnect.ledger.callers.CallerLimits;

/**
 * What a call takes of the limits of one scope. Immutable.
 *
 * @param name the scope, for example {@code caller:alice}, {@code profile:balanced} or {@code model:openai/gpt-4o}
 * @param limits how much the scope has
 * @param tokens how many tokens the call will likely need
 */
public record LimitClaim(String name, CallerLimits limits, long tokens) {}
