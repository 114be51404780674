package dev.llmconnect.formats.rules;

import dev.llmconnect.LLMRequest;

/**
 * A request within a provider's rules.
 *
 * @param request what is sent
 * @param toolNames the way back from the names that the answer uses
 */
public record NormalizedRequest(LLMRequest request, ToolNames toolNames) {}
