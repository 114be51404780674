/** Structured output: answers as records, sealed interfaces, enums and lists. */
@NullMarked
package dev.llmconnect.structured;

import org.jspecify.annotations.NullMarked;
