/** Requests, routes, errors and server-sent events, without a socket. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.http;

import org.jspecify.annotations.NullMarked;
