/** The one way from any endpoint to the adapter: admission, checks, threads and the call log. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.call;

import org.jspecify.annotations.NullMarked;
