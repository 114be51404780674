/** The providers that speak OpenAI's Chat Completions, as data: {@code openai-compatible.tsv}, a line each. */
@NullMarked
package dev.llmconnect.providers.catalog;

import org.jspecify.annotations.NullMarked;
