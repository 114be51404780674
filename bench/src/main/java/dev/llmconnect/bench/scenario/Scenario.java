package dev.llmconnect.bench.scenario;

/** One thing to measure. */
public interface Scenario {
    /** The name to ask for it on the command line, and in the report. */
    String name();

    /** Measures and adds to the results of the bench. */
    void run(Bench bench) throws Exception;
}
