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
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Routes by model name. Where the part before the first slash is a provider, the rest is its model. Any other name goes to the configured
 * provider that owns it ({@code claude-…}), otherwise to the only one that lists it. Thread-safe.
 */
final class RouterAdapter extends OperationAdapter implements CompositeAdapter {
    private static final int MAX_ECHO = 60;

    /** Names and aliases of providers, without the router itself, which would be created anew per level. */
    private final Set<String> names;

    private final SharedAdapters providers;
    private final RoutedModels models;
    private final ModelOwners owners;

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
        this.owners = new ModelOwners(registry, models.configured());
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

    /**
     * Returns the provider and model of the model name; the router itself if the name has no provider, no configured provider owns it, and
     * no listing so far has it.
     */
    @Override
    public CallTarget target(LLMCall call) {
        String id = call.config().modelNameIfSet().orElse("");
        int slash = id.indexOf('/');
        if (slash > 0 && isProvider(id.substring(0, slash))) {
            return CallTarget.of(id.substring(0, slash), id.substring(slash + 1));
        }
        Optional<String> owner = owners.of(id).map(ModelOwners.Owner::provider);
        if (owner.isEmpty()) {
            List<String> listing = models.knownToList(id);
            owner = listing.size() == 1 ? Optional.of(listing.get(0)) : Optional.empty();
        }
        return CallTarget.of(owner.orElse(provider()), id);
    }

    private boolean isProvider(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    private Target resolve(LLMCall call) {
        String id = call.config().modelNameIfSet().orElse("");
        int slash = id.indexOf('/');
        String provider = slash < 0 ? "" : id.substring(0, slash);
        String model = id.substring(slash + 1);
        if (id.isEmpty()) {
            throw notFound("the request names no model", "");
        }
        if (slash == 0 || model.isBlank() || provider.equals(RouterProvider.NAME)) {
            throw notFound("there is no model `" + shown(id) + "`", "");
        }
        if (isProvider(provider)) {
            return new Target(
                    providers.of(provider),
                    call.config().toBuilder().modelName(model).build());
        }
        return new Target(providers.of(finder(id, provider)), call.config());
    }

    /** Returns the provider of a model that is named alone. */
    private String finder(String id, String prefix) {
        Optional<String> owner = owners.of(id).map(ModelOwners.Owner::provider);
        if (owner.isPresent()) {
            return owner.get();
        }
        List<String> listing = models.listing(id);
        if (listing.size() == 1) {
            return listing.get(0);
        }
        if (listing.size() > 1) {
            throw notFound(
                    "several providers have a model `" + shown(id) + "`: " + String.join(", ", listing),
                    "; name one of them, for example `" + listing.get(0) + "/" + shown(id) + "`");
        }
        throw prefix.isEmpty()
                ? notFound("there is no model `" + shown(id) + "`", "")
                : notFound("there is no provider `" + shown(prefix) + "`", Suggestions.didYouMean(prefix, names));
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
