package dev.llmconnect.cli;

import java.util.List;
import java.util.Map;

/** Something that is told of calls, and has to tell the same story as the log. A row of the fault table asks all of them. */
interface CallWitness {
    /** A call is about to be made. */
    void before(Gateway gateway) throws Exception;

    /**
     * The call is over.
     *
     * @param call the fields of its line in the log, {@code -} where nothing is known
     * @param changes the lines of its retries and fallbacks, in order
     */
    void after(Gateway gateway, Map<String, String> call, List<Map<String, String>> changes) throws Exception;

    /** A field of a line; empty where nothing is known. */
    static String field(Map<String, String> line, String name) {
        String value = line.getOrDefault(name, "-");
        return value.equals("-") ? "" : value;
    }

    /** {@code ok}, or the error. */
    static String outcome(Map<String, String> call) {
        String error = field(call, "error");
        return error.isEmpty() ? "ok" : error;
    }

    static long count(List<Map<String, String>> changes, String event) {
        return changes.stream().filter(line -> line.get("event").equals(event)).count();
    }
}
