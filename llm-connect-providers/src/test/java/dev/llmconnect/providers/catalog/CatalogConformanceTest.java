package dev.llmconnect.providers.catalog;

import dev.llmconnect.providers.openai.ChatConformance;

/** What holds for every adapter, holds for those of the catalogue. */
class CatalogConformanceTest extends ChatConformance {
    @Override
    public String provider() {
        return "groq";
    }
}
