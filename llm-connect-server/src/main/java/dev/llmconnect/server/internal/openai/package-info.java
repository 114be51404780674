/** The endpoints for clients of OpenAI's API. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.openai;

import org.jspecify.annotations.NullMarked;
