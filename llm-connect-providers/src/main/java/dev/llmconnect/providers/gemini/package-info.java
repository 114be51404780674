/** Gemini's {@code generateContent}, on Google's own API and on Vertex AI. */
@NullMarked
package dev.llmconnect.providers.gemini;

import org.jspecify.annotations.NullMarked;
