/** Measures what a call through a gateway costs. */
@NullMarked
package dev.llmconnect.bench;

import org.jspecify.annotations.NullMarked;
