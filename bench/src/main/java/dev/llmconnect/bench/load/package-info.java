/** The callers: closed and open loops of HTTP calls. */
@NullMarked
package dev.llmconnect.bench.load;

import org.jspecify.annotations.NullMarked;
