/**
 * Conformance kit for authors of providers. Extend {@link dev.llmconnect.testkit.HttpAdapterConformance} for HTTP providers, or
 * {@link dev.llmconnect.testkit.LLMAdapterConformance} for others, and run it with JUnit 5.
 */
@NullMarked
package dev.llmconnect.testkit;

import org.jspecify.annotations.NullMarked;
