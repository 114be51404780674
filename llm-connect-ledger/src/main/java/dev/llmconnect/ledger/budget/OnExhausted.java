package dev.llmconnect.ledger.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What becomes of a call that needs more than is left. One that has not begun is refused in any case. */
public enum OnExhausted {
    /** An answer that has begun may end; the next call is refused. */
    FINISH("finish"),
    /** An answer that has begun is cut with an error. */
    STOP("stop"),
    /** {@code max_tokens} is lowered to what is left before the call begins, and {@code metadata.dropped_params} says so. */
    FIT("fit");

    private final String value;

    OnExhausted(String value) {
        this.value = value;
    }

    /** Its name in files. */
    public String value() {
        return value;
    }

    /** The names of all. */
    public static List<String> names() {
        return Arrays.stream(values()).map(OnExhausted::value).toList();
    }

    /** The one of that name. */
    public static Optional<OnExhausted> of(String name) {
        return Arrays.stream(values())
                .filter(action -> action.value.equals(name))
                .findFirst();
    }
}
