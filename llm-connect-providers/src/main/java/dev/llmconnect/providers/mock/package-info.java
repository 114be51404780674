/** A provider without a network, for people who test their own services. */
@NullMarked
package dev.llmconnect.providers.mock;

import org.jspecify.annotations.NullMarked;
