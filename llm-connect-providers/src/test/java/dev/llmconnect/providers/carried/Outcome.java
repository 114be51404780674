package dev.llmconnect.providers.carried;

/** What happens to a feature of a request. */
enum Outcome {
    /** It is sent. */
    CARRIED("yes"),
    /** It is dropped, and {@code dropped_params} of the answer names it. */
    REPORTED("dropped"),
    /** The call is refused before anything is sent. */
    REFUSED("refused"),
    /** It is dropped without notice: a bug. */
    LOST("LOST");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
