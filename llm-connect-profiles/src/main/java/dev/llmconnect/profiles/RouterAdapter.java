package dev.llmconnect.profiles;

import dev.llmconnect.CallTarget;
import dev.llmconnect.ErrorDetails;
import dev.llmconnect.FailureReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMAdapters;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.ModelInfo;
import dev.llmconnect.Redactor;
import dev.llmconnect.RunConfig;
import dev.llmconnect.internal.Suggestions;
import dev.llmconnect.spi.CompositeAdapter;
import dev.llmconnect.spi.Operation;
import dev.llmconnect.spi.OperationAdapter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Routes by model name: the part before the first slash is the provider, the rest its model. Thread-safe. */
final class RouterAdapter extends OperationAdapter implements CompositeAdapter {
    private static final int MAX_ECHO = 60;

    /** Names and aliases of providers, without the router itself, which would be created anew per level. */
    private final Set<String> names;

    private final SharedAdapters providers;
    private final RoutedModels models;

    /**
     * Creates a router.
     *
     * @param providers adapters of the providers; closed with this adapter
     */
    RouterAdapter(LLMAdapters registry, SharedAdapters providers, RoutedModels models) {
        this.names = registry.providers().stream()
                .filter(provider -> !provider.name().equals(RouterProvider.NAME))
                .flatMap(provider -> Stream.concat(Stream.of(provider.name()), provider.aliases().stream()))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.providers = providers;
        this.models = models;
    }

    @Override
    public String provider() {
        return RouterProvider.NAME;
    }

    @Override
    protected <C extends LLMCall, T> T around(C call, Operation<C, T> operation) {
        Target target = resolve(call);
        return operation.invoke(target.adapter, LLMCall.withConfig(call, target.config));
    }

    /** Whether the selected provider supports streaming; creates its adapter. */
    @Override
    public boolean supportsStreaming(LLMRequest request) {
        Target target = resolve(request);
        return target.adapter.supportsStreaming(LLMCall.withConfig(request, target.config));
    }

    @Override
    public OptionalLong contextTokens(LLMRequest request) {
        Target target = resolve(request);
        return target.adapter.contextTokens(LLMCall.withConfig(request, target.config));
    }

    /** Returns the models of all configured providers, listed concurrently and cached for 5 minutes. */
    @Override
    public List<ModelInfo> models() {
        return models.models();
    }

    @Override
    public void close() {
        providers.close();
    }

    /** Returns the provider and model of the model name; the router itself if the name has no provider. */
    @Override
    public CallTarget target(LLMCall call) {
        String id = call.config().modelNameIfSet().orElse("");
        int slash = id.indexOf('/');
        return slash > 0
                ? CallTarget.of(id.substring(0, slash), id.substring(slash + 1))
                : CallTarget.of(provider(), id);
    }

    private Target resolve(LLMCall call) {
        String id = call.config().modelNameIfSet().orElse("");
        int slash = id.indexOf('/');
        String provider = slash < 0 ? "" : id.substring(0, slash);
        String model = id.substring(slash + 1);
        if (provider.isEmpty() || model.isBlank()) {
            throw notFound(id.isEmpty() ? "the request names no model" : "there is no model `" + shown(id) + "`", "");
        }
        if (!names.contains(provider.toLowerCase(Locale.ROOT))) {
            throw notFound("there is no provider `" + shown(provider) + "`", Suggestions.didYouMean(provider, names));
        }
        return new Target(
                providers.of(provider),
                call.config().toBuilder().modelName(model).build());
    }

    private LLMInvalidRequestException notFound(String what, String suggestion) {
        return new LLMInvalidRequestException(
                what + suggestion + "; " + RouterProvider.NAME
                        + " takes `provider/model`, for example `mock/echo`; configured providers: "
                        + String.join(", ", models.configured()),
                null,
                ErrorDetails.of(RouterProvider.NAME, FailureReason.NOT_FOUND));
    }

    private static String shown(String name) {
        return Redactor.redact(name, MAX_ECHO);
    }

    private record Target(LLMAdapter adapter, RunConfig config) {}
}
