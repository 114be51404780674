/** OpenAI's Responses format, as OpenAI serves it and as others copy it. */
@NullMarked
package dev.llmconnect.providers.responses;

import org.jspecify.annotations.NullMarked;
