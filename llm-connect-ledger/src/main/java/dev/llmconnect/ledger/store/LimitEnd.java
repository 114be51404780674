package dev.llmconnect.ledger.store;

/**
 * The end of a call that counted to the limits of one scope. Immutable.
 *
 * @param name the scope
 * @param node the process that made the call
 * @param second the second of the epoch to which the call was counted
 * @param moreTokens what it used beyond what was expected; negative when it used less
 */
public record LimitEnd(String name, String node, long second, long moreTokens) {}
