/** The provider that every gateway is measured against. */
@NullMarked
package dev.llmconnect.bench.stub;

import org.jspecify.annotations.NullMarked;
