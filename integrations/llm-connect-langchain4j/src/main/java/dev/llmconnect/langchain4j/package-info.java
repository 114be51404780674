/** LangChain4j's models over an llm-connect adapter: fallback, retries, budgets and observers for programs written with LangChain4j. */
@NullMarked
package dev.llmconnect.langchain4j;

import org.jspecify.annotations.NullMarked;
