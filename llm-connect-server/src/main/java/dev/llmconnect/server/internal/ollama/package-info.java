/** The endpoints for clients of Ollama's API. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.ollama;

import org.jspecify.annotations.NullMarked;
