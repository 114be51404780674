/** The endpoints for clients of Azure OpenAI. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.azure;

import org.jspecify.annotations.NullMarked;
