package dev.llmconnect;

import java.util.Locale;
import java.util.Optional;

/**
 * Handling of parameters that the provider or model does not support, for callers that always send {@code temperature},
 * {@code seed} or {@code service_tier}. If none is selected, a parameter is sent, translated or refused as in the wire contract,
 * section 2.
 */
public enum UnsupportedParams {
    /** Omits the parameter and reports it in {@code dropped_params}. */
    DROP,
    /** Throws an {@link LLMInvalidRequestException} that names the parameter, before a request is sent. */
    REFUSE;

    /** Name in configurations: {@code drop} or {@code refuse}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this {@link #value()}, ignoring case. */
    public static Optional<UnsupportedParams> of(String value) {
        for (UnsupportedParams choice : values()) {
            if (choice.name().equalsIgnoreCase(value.strip())) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
