/** Java types as JSON: their schemas, their values read from a tree, and trees of their values. For use inside llm-connect only. */
@NullMarked
package dev.llmconnect.internal.mapping;

import org.jspecify.annotations.NullMarked;
