package dev.llmconnect.server.admin;

import java.util.Map;
import java.util.Optional;

/** Prices of models. Thread-safe. */
public interface ModelPrices {
    /** No price is known. */
    ModelPrices NONE = new ModelPrices() {
        @Override
        public Optional<Map<String, ?>> price(String provider, String model) {
            return Optional.empty();
        }

        @Override
        public String bundledAsOf() {
            return "";
        }
    };

    /** The prices of a model with their source, as a JSON writer takes them; empty when nobody knows them. */
    Optional<Map<String, ?>> price(String provider, String model);

    /** The day of which the bundled prices are, as {@code 2026-11-29}; empty without any. */
    String bundledAsOf();
}
