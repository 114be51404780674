/** Prices of models and cost of usage. */
@NullMarked
package dev.llmconnect.ledger.prices;

import org.jspecify.annotations.NullMarked;
