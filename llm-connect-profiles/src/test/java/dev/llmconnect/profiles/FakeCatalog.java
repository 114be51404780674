package dev.llmconnect.profiles;

import dev.llmconnect.LLMAdapters;
import java.util.List;

/** The providers of these tests: one that needs a key, one with an address, one with neither. */
final class FakeCatalog {
    static final LLMAdapters REGISTRY = LLMAdapters.of(List.of(FakeCatalog.class.getClassLoader()));

    private FakeCatalog() {}
}
