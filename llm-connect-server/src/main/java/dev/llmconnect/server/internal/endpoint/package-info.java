/** The endpoints of the wire contract. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.endpoint;

import org.jspecify.annotations.NullMarked;
