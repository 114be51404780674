import org.jspecify.annotations.NullMarked;

/**
 * Profiles and policies: retry, fallback, circuit breaker, limits.
 *
 * @provides dev.llmconnect.spi.LLMAdapterProvider provider {@code router}, which routes by model name
 */
@NullMarked
@SuppressWarnings("requires-automatic") // Moshi and Okio name their modules, but do not describe them
module dev.llmconnect.profiles {
    requires com.squareup.moshi;
    requires transitive dev.llmconnect.api;
    requires okio;

    exports dev.llmconnect.profiles;
    exports dev.llmconnect.profiles.policy;

    provides dev.llmconnect.spi.LLMAdapterProvider with
            dev.llmconnect.profiles.RouterProvider;
}
