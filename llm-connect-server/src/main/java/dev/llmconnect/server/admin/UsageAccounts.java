package dev.llmconnect.server.admin;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Sums what was used, and says what is left. Thread-safe. */
public interface UsageAccounts {
    /**
     * Sums of usage, the largest cost first. Each has {@code key}, an object with the values of the dimensions, and {@code attempts},
     * {@code unpriced}, {@code estimated}, {@code input_tokens}, {@code cached_tokens}, {@code output_tokens}, {@code cost_usd}.
     *
     * @param by the names of the dimensions, for example {@code caller} or {@code tag:team}
     * @param since the first moment
     * @param until the moment after the last one
     * @throws LLMInvalidRequestException when a dimension is unknown
     * @throws LLMException when the accounts cannot be read
     */
    List<Map<String, ?>> usage(List<String> by, Instant since, Instant until);

    /**
     * Every budget, as a JSON writer takes it: {@code scope}, {@code per}, {@code limit_usd}, {@code spent_usd}, {@code reserved_usd},
     * {@code left_usd}, {@code resets}, {@code on_exhausted}, {@code unpriced}.
     *
     * @throws LLMException when the accounts cannot be read
     */
    List<Map<String, ?>> budgets();

    /** How the accounts are kept: {@code store}, {@code lost}, {@code lost_rows}. */
    Map<String, ?> status();
}
