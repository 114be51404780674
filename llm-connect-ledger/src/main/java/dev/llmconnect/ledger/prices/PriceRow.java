package dev.llmconnect.ledger.prices;

/**
 * A row of a price list that was found for a model.
 *
 * @param provider the provider's section
 * @param model the model or pattern that the row is for
 * @param price its prices
 */
record PriceRow(String provider, String model, ModelPrice price) {}
