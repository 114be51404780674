/** Structure-aware fuzzers: what attackers and broken providers may send, made of valid documents by changing them. */
@NullMarked
package dev.llmconnect.fuzz;

import org.jspecify.annotations.NullMarked;
