package dev.llmconnect.tools;

import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for a loop.
 *
 * @param maxTurns how often the model is asked
 * @param toolTimeout how long a tool may run
 * @param maxResultLength the longest text of a result, in characters
 * @param parallel whether the tools of one turn run at once
 * @param maxTokens the tokens of all turns
 * @param maxCost the cost of all turns in US dollars; {@code null} for no limit
 */
record ToolLimits(
        int maxTurns,
        Duration toolTimeout,
        int maxResultLength,
        boolean parallel,
        long maxTokens,
        @Nullable BigDecimal maxCost) {}
