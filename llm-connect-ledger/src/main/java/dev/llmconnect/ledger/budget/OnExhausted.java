package dev.llmconnect.ledger.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Handling of a running call that exceeds a budget. Calls that have not started are always refused. */
public enum OnExhausted {
    /** The answer in progress is completed; the next call is refused. */
    FINISH("finish"),
    /** The answer in progress is aborted with an error. */
    STOP("stop"),
    /** {@code max_tokens} is lowered to what is left before the call starts, and reported in {@code metadata.dropped_params}. */
    FIT("fit");

    private final String value;

    OnExhausted(String value) {
        this.value = value;
    }

    /** Name in files. */
    public String value() {
        return value;
    }

    /** Names of all constants. */
    public static List<String> names() {
        return Arrays.stream(values()).map(OnExhausted::value).toList();
    }

    /** Returns the constant with this name. */
    public static Optional<OnExhausted> of(String name) {
        return Arrays.stream(values())
                .filter(action -> action.value.equals(name))
                .findFirst();
    }
}
