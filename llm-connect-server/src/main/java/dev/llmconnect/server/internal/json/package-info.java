/** JSON in and out: Moshi stays inside of it. Not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.server.internal.json;

import org.jspecify.annotations.NullMarked;
