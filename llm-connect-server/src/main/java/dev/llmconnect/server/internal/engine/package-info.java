/** Netty: connections, decoding and limits. No Netty type leaves this package. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.engine;

import org.jspecify.annotations.NullMarked;
