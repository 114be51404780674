package dev.llmconnect.server.admin;

import dev.llmconnect.Cost;
import dev.llmconnect.Usage;
import java.util.Map;
import java.util.Optional;

/** Says what attempts cost, and what models do. Thread-safe. */
public interface CallPrices {
    /** Nobody knows a price. */
    CallPrices NONE = new CallPrices() {
        @Override
        public Cost cost(String provider, String model, Usage usage) {
            return Cost.UNKNOWN;
        }

        @Override
        public Optional<Map<String, ?>> price(String provider, String model) {
            return Optional.empty();
        }

        @Override
        public String bundledAsOf() {
            return "";
        }
    };

    /**
     * What an attempt costs by the prices of now.
     *
     * @param provider who was asked
     * @param model the model that answered or was asked for
     */
    Cost cost(String provider, String model, Usage usage);

    /** The prices of a model with their source, as a JSON writer takes them; empty when nobody knows them. */
    Optional<Map<String, ?>> price(String provider, String model);

    /** The day of which the bundled prices are, as {@code 2026-11-29}; empty without any. */
    String bundledAsOf();
}
