/** OpenAI's Chat Completions, its legacy Completions and its embeddings, and the dialects of those who copy it. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.chat;

import org.jspecify.annotations.NullMarked;
