/** Mistral: Chat Completions with a few words of its own. */
@NullMarked
package dev.llmconnect.providers.mistral;

import org.jspecify.annotations.NullMarked;
