/**
 * The conformance kit for authors of providers: extend {@link dev.llmconnect.testing.HttpAdapterConformance} for a provider that is
 * asked over HTTP, or {@link dev.llmconnect.testing.LLMAdapterConformance} for any other, and run it with JUnit 5. Needs JUnit
 * Jupiter and AssertJ on the test class path.
 */
@NullMarked
package dev.llmconnect.testing;

import org.jspecify.annotations.NullMarked;
