/**
 * Core types of llm-connect. Everything that answers a prompt is an {@link dev.llmconnect.LLMAdapter}.
 *
 * <p>This module has no runtime dependencies. No type here refers to an HTTP client, a JSON library or a server engine, so
 * plugins can use their own.
 */
@NullMarked
package dev.llmconnect;

import org.jspecify.annotations.NullMarked;
