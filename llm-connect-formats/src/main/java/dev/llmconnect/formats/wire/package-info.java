/** What the formats share where a provider is called: the call, the body, the parameters, the ids of tool calls. */
@NullMarked
package dev.llmconnect.formats.wire;

import org.jspecify.annotations.NullMarked;
