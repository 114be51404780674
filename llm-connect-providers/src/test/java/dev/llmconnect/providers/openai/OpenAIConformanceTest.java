package dev.llmconnect.providers.openai;

/** What holds for every adapter, holds for OpenAI's. */
class OpenAIConformanceTest extends ChatConformance {
    @Override
    public String provider() {
        return "openai";
    }
}
