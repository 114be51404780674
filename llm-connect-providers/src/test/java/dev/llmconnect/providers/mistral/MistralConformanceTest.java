package dev.llmconnect.providers.mistral;

import dev.llmconnect.providers.openai.ChatConformance;

/** What holds for every adapter, holds for Mistral's. */
class MistralConformanceTest extends ChatConformance {
    @Override
    public String provider() {
        return "mistral";
    }
}
