/**
 * The conformance kit for authors of providers: extend {@link dev.llmconnect.testkit.HttpAdapterConformance} for a provider that is
 * asked over HTTP, or {@link dev.llmconnect.testkit.LLMAdapterConformance} for any other, and run it with JUnit 5.
 */
@NullMarked
package dev.llmconnect.testkit;

import org.jspecify.annotations.NullMarked;
