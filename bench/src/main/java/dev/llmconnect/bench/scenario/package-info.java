/** What is measured, one class each. */
@NullMarked
package dev.llmconnect.bench.scenario;

import org.jspecify.annotations.NullMarked;
