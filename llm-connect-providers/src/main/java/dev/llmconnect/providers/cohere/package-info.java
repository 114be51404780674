/** Cohere's v2 chat API. */
@NullMarked
package dev.llmconnect.providers.cohere;

import org.jspecify.annotations.NullMarked;
