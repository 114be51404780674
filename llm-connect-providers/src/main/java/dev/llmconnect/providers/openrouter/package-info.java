/** OpenRouter: Chat Completions with its own headers, price and default model. */
@NullMarked
package dev.llmconnect.providers.openrouter;

import org.jspecify.annotations.NullMarked;
