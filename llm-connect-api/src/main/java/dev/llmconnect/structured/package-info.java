/** Answers as Java values: records, sealed interfaces, enums and lists in place of text. */
@NullMarked
package dev.llmconnect.structured;

import org.jspecify.annotations.NullMarked;
