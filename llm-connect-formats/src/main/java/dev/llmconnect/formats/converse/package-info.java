/** Converse of Amazon Bedrock. Both ends: the one that calls a provider, and the one that clients call. */
@NullMarked
package dev.llmconnect.formats.converse;

import org.jspecify.annotations.NullMarked;
