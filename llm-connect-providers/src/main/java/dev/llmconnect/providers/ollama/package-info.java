/** Ollama's own API, {@code POST /api/chat}: lines of JSON, tool arguments as objects, settings of the model in {@code options}. */
@NullMarked
package dev.llmconnect.providers.ollama;

import org.jspecify.annotations.NullMarked;
