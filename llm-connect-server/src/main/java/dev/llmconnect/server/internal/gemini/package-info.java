/** The endpoints for clients of Google's Gemini API. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.gemini;

import org.jspecify.annotations.NullMarked;
