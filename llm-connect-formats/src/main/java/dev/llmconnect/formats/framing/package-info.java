/** How the events of a stream are told apart. */
@NullMarked
package dev.llmconnect.formats.framing;

import org.jspecify.annotations.NullMarked;
