package dev.llmconnect.providers.carried;

/** What became of a feature. */
enum Outcome {
    /** It is in what was sent. */
    CARRIED("yes"),
    /** It was left out, and the answer's {@code dropped_params} say so. */
    REPORTED("left out"),
    /** The call was refused before anything was sent. */
    REFUSED("no"),
    /** It was left out, and nobody was told: a fault. */
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
