package dev.llmconnect.providers.openrouter;

import dev.llmconnect.providers.openai.ChatConformance;

/** What holds for every adapter, holds for OpenRouter's. */
class OpenRouterConformanceTest extends ChatConformance {
    @Override
    public String provider() {
        return "openrouter";
    }
}
