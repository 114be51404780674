package example;

import dev.llmconnect.AsyncLLM;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One adapter for the whole application, which closes it at its end. */
class Adapters {
    @Produces
    @Singleton
    LLMAdapter adapter(@ConfigProperty(name = "llm-connect.provider") String provider) {
        return LLMAdapters.create(provider);
    }

    void close(@Disposes LLMAdapter adapter) {
        adapter.close();
    }

    @Produces
    @Singleton
    AsyncLLM async(LLMAdapter adapter) {
        return AsyncLLM.of(adapter);
    }

    void close(@Disposes AsyncLLM async) {
        async.close();
    }
}
