/** Another llm-connect server as a provider, over its {@code POST /execute}. */
@NullMarked
package dev.llmconnect.providers.remote;

import org.jspecify.annotations.NullMarked;
