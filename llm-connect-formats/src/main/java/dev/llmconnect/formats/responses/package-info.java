/** OpenAI's Responses. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.responses;

import org.jspecify.annotations.NullMarked;
