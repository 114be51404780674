/** The endpoints for clients of Anthropic's Messages API. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.anthropic;

import org.jspecify.annotations.NullMarked;
