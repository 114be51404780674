/** Cohere's chat and embeddings. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.cohere;

import org.jspecify.annotations.NullMarked;
