package dev.llmconnect.fuzz;

/** One kind of input, and what must hold whatever the input is. Not thread-safe. */
interface Target extends AutoCloseable {
    /**
     * Makes an input and tries it.
     *
     * @throws Finding with the input, when the product did what it must not
     */
    void tryOne(Choices choices);

    @Override
    void close();
}
