package dev.llmconnect.providers.mock;

import dev.llmconnect.testkit.LLMAdapterConformance;

/** What holds for every adapter, holds for the mock's. */
class MockConformanceTest extends LLMAdapterConformance {
    @Override
    public String provider() {
        return "mock";
    }

    @Override
    public String model() {
        return "mock/echo";
    }
}
