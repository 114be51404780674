/** Spring AI's models over an llm-connect adapter: fallback, retries, budgets and observers for programs written with Spring AI. */
@NullMarked
package dev.llmconnect.springai;

import org.jspecify.annotations.NullMarked;
