/** The JSON form of calls and answers in {@code POST /execute} (the wire contract, sections 2 and 7): both ends of it. */
@NullMarked
package dev.llmconnect.internal.execute;

import org.jspecify.annotations.NullMarked;
