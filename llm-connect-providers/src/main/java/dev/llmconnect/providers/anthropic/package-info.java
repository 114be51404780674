/** Anthropic Messages: Anthropic's own API, and Claude on Vertex AI. */
@NullMarked
package dev.llmconnect.providers.anthropic;

import org.jspecify.annotations.NullMarked;
