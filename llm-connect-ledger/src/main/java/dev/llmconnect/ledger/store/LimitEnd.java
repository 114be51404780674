package dev.llmconnect.ledger.store;

/**
 * End of a call that was counted towards the limits of a scope. Immutable and thread-safe.
 *
 * @param name name of the scope
 * @param node process that made the call
 * @param second second since the epoch in which the call was counted
 * @param moreTokens tokens used beyond the estimate; negative if fewer
 */
public record LimitEnd(String name, String node, long second, long moreTokens) {}
