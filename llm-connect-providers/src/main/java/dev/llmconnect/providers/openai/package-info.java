/** OpenAI Chat Completions, and the providers that speak it as OpenAI does. */
@NullMarked
package dev.llmconnect.providers.openai;

import org.jspecify.annotations.NullMarked;
