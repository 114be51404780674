/** The programs under measurement, and what the system says of them. */
@NullMarked
package dev.llmconnect.bench.gateway;

import org.jspecify.annotations.NullMarked;
