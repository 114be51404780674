/** The prices of models, and what usage costs. */
@NullMarked
package dev.llmconnect.ledger.prices;

import org.jspecify.annotations.NullMarked;
