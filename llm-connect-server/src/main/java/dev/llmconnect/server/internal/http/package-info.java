/** The HTTP engine: Netty stays inside of it. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.http;

import org.jspecify.annotations.NullMarked;
