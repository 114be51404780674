package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/**
 * What can be wrong with an adapter.
 *
 * @param name what it does
 * @param tests the tests of the kit that find it
 * @param adapter makes such an adapter from base URL and key
 */
record Fault(String name, List<String> tests, BiFunction<URI, String, LLMAdapter> adapter) {
    /** A fault around the right adapter. */
    static Fault of(String name, UnaryOperator<LLMAdapter> change, String... tests) {
        return new Fault(name, List.of(tests), (baseUrl, key) -> change.apply(new ReferenceAdapter(baseUrl, key)));
    }

    /** A fault of an adapter of its own. */
    static Fault own(String name, BiFunction<URI, String, LLMAdapter> adapter, String... tests) {
        return new Fault(name, List.of(tests), adapter);
    }

    @Override
    public String toString() {
        return name;
    }
}
