/** The OpenAPI document of a server. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.openapi;

import org.jspecify.annotations.NullMarked;
