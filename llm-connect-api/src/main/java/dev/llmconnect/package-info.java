/**
 * The types of llm-connect: everything that can answer a prompt is an {@link dev.llmconnect.LLMAdapter}.
 *
 * <p>This module has no runtime dependency. No type here names an HTTP client, a JSON library or a server engine, so that a
 * plugin may bring its own.
 */
@NullMarked
package dev.llmconnect;

import org.jspecify.annotations.NullMarked;
