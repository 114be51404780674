/** {@code POST /v1/responses}, as OpenAI's clients know it, without the provider's memory. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.responses;

import org.jspecify.annotations.NullMarked;
