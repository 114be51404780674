/** What the formats share where clients call us: the fields of a request, its labels, streamed answers and failures. */
@NullMarked
package dev.llmconnect.formats.endpoint;

import org.jspecify.annotations.NullMarked;
