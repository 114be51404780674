/** {@code /v1/responses}, as OpenAI's clients know it, and what it remembers. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.responses;

import org.jspecify.annotations.NullMarked;
