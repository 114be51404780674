/** Embeddings of every provider that has them. */
@NullMarked
package dev.llmconnect.providers.embeddings;

import org.jspecify.annotations.NullMarked;
