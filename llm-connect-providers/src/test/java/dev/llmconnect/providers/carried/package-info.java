/** Finds out by trying what each provider carries, and keeps {@code docs/providers.md} to it. */
@NullMarked
package dev.llmconnect.providers.carried;

import org.jspecify.annotations.NullMarked;
