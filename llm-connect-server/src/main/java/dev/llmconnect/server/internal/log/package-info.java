/** Text that is safe to log. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.log;

import org.jspecify.annotations.NullMarked;
