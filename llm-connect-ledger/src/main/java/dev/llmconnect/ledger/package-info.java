/** What calls cost, who may spend it, and what is left. */
@NullMarked
package dev.llmconnect.ledger;

import org.jspecify.annotations.NullMarked;
