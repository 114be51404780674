package dev.llmconnect;

import java.util.Locale;
import java.util.Optional;

/**
 * What happens to a parameter of a call that the provider or its model is known not to take, for callers that always send
 * {@code temperature}, {@code seed} or {@code service_tier}. Where nothing is chosen, the parameter is sent, translated or refused, as
 * the wire contract says in section 2.
 */
public enum UnsupportedParams {
    /** Leaves it out and names it in {@code dropped_params} of the answer. */
    DROP,
    /** Refuses the call with an {@link LLMInvalidRequestException} that names it, before the provider is asked. */
    REFUSE;

    /** The value in configurations: {@code drop} or {@code refuse}. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one with this {@link #value()}, in any case. */
    public static Optional<UnsupportedParams> of(String value) {
        for (UnsupportedParams choice : values()) {
            if (choice.name().equalsIgnoreCase(value.strip())) {
                return Optional.of(choice);
            }
        }
        return Optional.empty();
    }
}
