/** Metrics of a server, for Prometheus and as statistics of the last minute. */
@NullMarked
package dev.llmconnect.server.metrics;

import org.jspecify.annotations.NullMarked;
