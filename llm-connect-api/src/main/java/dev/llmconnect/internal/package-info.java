/** Shared by the modules of llm-connect. Not part of the public API; may change at any time. */
@NullMarked
package dev.llmconnect.internal;

import org.jspecify.annotations.NullMarked;
