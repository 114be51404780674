import org.jspecify.annotations.NullMarked;

/**
 * Core types of llm-connect, and the interfaces that providers implement.
 *
 * <p>{@link dev.llmconnect.LLMAdapters} discovers providers in other modules, which are resolved together with this one.
 *
 * @uses dev.llmconnect.spi.LLMAdapterProvider one provider
 * @uses dev.llmconnect.spi.ProviderCatalog many providers
 */
@NullMarked
@SuppressWarnings("module") // the modules named in "to" depend on this one, so none of them is there yet
module dev.llmconnect.api {
    requires static com.fasterxml.jackson.annotation;
    requires static transitive org.jspecify;

    exports dev.llmconnect;
    exports dev.llmconnect.spi;
    exports dev.llmconnect.structured;
    exports dev.llmconnect.tools;
    exports dev.llmconnect.internal to
            dev.llmconnect.formats,
            dev.llmconnect.langchain4j,
            dev.llmconnect.ledger,
            dev.llmconnect.opentelemetry,
            dev.llmconnect.profiles,
            dev.llmconnect.providers,
            dev.llmconnect.server,
            dev.llmconnect.spring,
            dev.llmconnect.springai,
            dev.llmconnect.testkit;

    uses dev.llmconnect.spi.LLMAdapterProvider;
    uses dev.llmconnect.spi.ProviderCatalog;
}
