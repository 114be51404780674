/** For this module only. */
@NullMarked
package dev.llmconnect.ledger.internal;

import org.jspecify.annotations.NullMarked;
