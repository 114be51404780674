/** What the server answers, one class for each path. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.endpoint;

import org.jspecify.annotations.NullMarked;
