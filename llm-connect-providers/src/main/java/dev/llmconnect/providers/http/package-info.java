/** How calls travel: the one OkHttp set-up, framing of streams, and what failed as an exception. */
@NullMarked
package dev.llmconnect.providers.http;

import org.jspecify.annotations.NullMarked;
