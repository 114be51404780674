/** Azure OpenAI: OpenAI's formats at Microsoft's addresses. */
@NullMarked
package dev.llmconnect.providers.azure;

import org.jspecify.annotations.NullMarked;
