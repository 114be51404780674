/** Anthropic's Messages. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.messages;

import org.jspecify.annotations.NullMarked;
