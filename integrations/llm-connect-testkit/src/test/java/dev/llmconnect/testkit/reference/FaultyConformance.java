package dev.llmconnect.testkit.reference;

import dev.llmconnect.LLMAdapter;
import java.net.URI;

/** The kit around an adapter with a fault; run by {@link ConformanceKitTest} only. */
class FaultyConformance extends ReferenceConformanceTest {
    /** One at a time. */
    static volatile Fault fault = Fault.of("none", right -> right);

    @Override
    public LLMAdapter adapter(URI baseUrl, String key) {
        return fault.adapter().apply(baseUrl, key);
    }
}
