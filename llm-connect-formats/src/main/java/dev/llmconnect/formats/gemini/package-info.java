/** Google's {@code generateContent} and its embeddings. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.gemini;

import org.jspecify.annotations.NullMarked;
