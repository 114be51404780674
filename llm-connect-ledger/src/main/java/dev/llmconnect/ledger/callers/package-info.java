/** Who may call, what they may ask for, and what they may spend. */
@NullMarked
package dev.llmconnect.ledger.callers;

import org.jspecify.annotations.NullMarked;
