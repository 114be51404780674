package dev.llmconnect.ledger.prices;

/**
 * Row of a price list.
 *
 * @param provider provider of the row
 * @param model model or pattern of the row
 * @param price prices of the row
 */
record PriceRow(String provider, String model, ModelPrice price) {}
