/** Traces and metrics of calls for OpenTelemetry. */
@NullMarked
package dev.llmconnect.opentelemetry;

import org.jspecify.annotations.NullMarked;
