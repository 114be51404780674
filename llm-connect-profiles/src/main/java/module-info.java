import org.jspecify.annotations.NullMarked;

/**
 * Profiles and policies: retry, fallback, circuit breaker, limits.
 *
 * @provides dev.llmconnect.spi.LLMAdapterProvider provider {@code router}, which routes by model name
 */
@NullMarked
module dev.llmconnect.profiles {
    requires transitive dev.llmconnect.api;

    exports dev.llmconnect.profiles;
    exports dev.llmconnect.profiles.policy;

    provides dev.llmconnect.spi.LLMAdapterProvider with
            dev.llmconnect.profiles.RouterProvider;
}
