/** What the author of a provider implements, and the base classes that make it short. */
@NullMarked
package dev.llmconnect.spi;

import org.jspecify.annotations.NullMarked;
