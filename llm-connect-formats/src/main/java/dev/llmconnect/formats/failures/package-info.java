/** What a provider's errors mean, and the exceptions for them. */
@NullMarked
package dev.llmconnect.formats.failures;

import org.jspecify.annotations.NullMarked;
