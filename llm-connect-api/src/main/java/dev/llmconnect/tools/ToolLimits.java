package dev.llmconnect.tools;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a tool loop.
 *
 * @param maxTurns maximum number of model calls
 * @param toolTimeout timeout of a tool
 * @param maxResultLength maximum length of a result, in characters
 * @param parallel whether the tools of one turn run concurrently
 * @param maxTokens maximum tokens of all turns
 * @param maxCost maximum cost of all turns in US dollars; {@code null} for no limit
 */
record ToolLimits(
        int maxTurns,
        Duration toolTimeout,
        int maxResultLength,
        boolean parallel,
        long maxTokens,
        @Nullable BigDecimal maxCost) {}
