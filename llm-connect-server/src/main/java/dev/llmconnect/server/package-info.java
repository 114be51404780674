/** HTTP server for adapters: {@code POST /execute} and compatible APIs. */
@NullMarked
package dev.llmconnect.server;

import org.jspecify.annotations.NullMarked;
