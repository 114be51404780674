/** The providers that llm-connect brings along, found with {@link java.util.ServiceLoader} like any other. */
@NullMarked
package dev.llmconnect.providers;

import org.jspecify.annotations.NullMarked;
