/** {@code /execute}, the format of llm-connect itself: section 2 of the wire contract. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.execute;

import org.jspecify.annotations.NullMarked;
