/** The HTTP server that puts any adapter behind {@code POST /execute}. */
@NullMarked
package dev.llmconnect.server;

import org.jspecify.annotations.NullMarked;
