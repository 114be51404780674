/** What was measured, as JSON and as Markdown. */
@NullMarked
package dev.llmconnect.bench.report;

import org.jspecify.annotations.NullMarked;
