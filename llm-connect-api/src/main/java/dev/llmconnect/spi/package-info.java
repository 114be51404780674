/** Interfaces and base classes for authors of providers. */
@NullMarked
package dev.llmconnect.spi;

import org.jspecify.annotations.NullMarked;
