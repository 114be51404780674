/** Shared by the modules of llm-connect; not for use outside, and free to change. */
@NullMarked
package dev.llmconnect.internal;

import org.jspecify.annotations.NullMarked;
