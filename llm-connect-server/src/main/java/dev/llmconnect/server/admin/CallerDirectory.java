package dev.llmconnect.server.admin;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMInvalidRequestException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The callers, their keys and the budgets, and how to change them. Thread-safe. */
public interface CallerDirectory {
    /** Every caller, as a JSON writer takes it; never a key or its hash. */
    List<Map<String, ?>> callers();

    /**
     * Adds a caller, with a key that is told only here.
     *
     * @param fields what else is said of the caller, as in the callers' file
     * @return the key
     * @throws LLMInvalidRequestException when the caller has a key, a field is wrong, or callers cannot be changed here
     */
    String add(String name, Map<String, @Nullable Object> fields);

    /**
     * Says something else of a caller; the keys stay.
     *
     * @param fields as in the callers' file; they replace all that was said
     * @throws LLMInvalidRequestException when there is no such caller, a field is wrong, or callers cannot be changed here
     */
    void change(String name, Map<String, @Nullable Object> fields);

    /**
     * Makes another key for a caller.
     *
     * @param grace how long the old keys hold
     * @return the key
     * @throws LLMInvalidRequestException when there is no such caller, or callers cannot be changed here
     */
    String rotate(String name, Duration grace);

    /**
     * Takes out all keys of a caller, which hold no longer when this returns.
     *
     * @throws LLMInvalidRequestException when there is no such caller, or callers cannot be changed here
     */
    void revoke(String name);

    /**
     * Replaces the budgets of a tag, a profile or the server.
     *
     * @param scope {@code server}, {@code profile:NAME}, {@code tag:KEY=VALUE} or {@code tag:KEY=*}
     * @param budgets as in the callers' file; none takes them out
     * @throws LLMInvalidRequestException when something is wrong, or callers cannot be changed here
     * @throws LLMException when it cannot be written
     */
    void budgets(String scope, List<?> budgets);
}
