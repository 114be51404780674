package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.providers.http.ProviderFailures;
import dev.llmconnect.providers.models.ModelRules;
import dev.llmconnect.providers.models.ModelTraits;
import dev.llmconnect.providers.rules.NormalizedRequest;
import dev.llmconnect.providers.rules.RequestNormalizer;
import dev.llmconnect.providers.rules.ToolNames;
import org.jspecify.annotations.Nullable;

/** One request on its way through a {@link Wire}. To be used by one thread. */
public final class WireCall extends ProviderCall {
    /** For {@link #dropped}: what a model thought earlier, which has no place in the format or was not proved by this provider. */
    public static final String REASONING = "messages.reasoning";
    /** For {@link #dropped}: the sources of an earlier answer. */
    public static final String CITATIONS = "messages.citations";
    /** For {@link #dropped}: an image or a sound that a model made earlier. */
    public static final String MEDIA = "messages.media";
    /** For {@link #dropped}: the name of a file. */
    public static final String FILE_NAME = "messages.file_name";
    /** For {@link #dropped}: how closely to look at an image. */
    public static final String IMAGE_DETAIL = "messages.image_detail";
    /** For {@link #dropped}: that a tool has failed; what it said is sent all the same. */
    public static final String FAILED_TOOL = "messages.tool_result.is_error";

    private final LLMRequest request;
    private final boolean streaming;
    private final @Nullable ToolNames toolNames;

    /**
     * A call.
     *
     * @param model the model to ask for, whoever named it: the request, else the provider's default, else the contract's
     */
    public WireCall(String provider, String model, LLMRequest request, boolean streaming, ProviderFailures failures) {
        this(provider, model, request, streaming, failures, null);
    }

    private WireCall(
            String provider,
            String model,
            LLMRequest request,
            boolean streaming,
            ProviderFailures failures,
            @Nullable ToolNames toolNames) {
        super(provider, model, failures);
        this.request = request;
        this.streaming = streaming;
        this.toolNames = toolNames;
    }

    /** The same call, what was noted included, with another request. */
    WireCall with(LLMRequest narrowed) {
        return with(narrowed, toolNames);
    }

    private WireCall with(LLMRequest changed, @Nullable ToolNames names) {
        WireCall call = new WireCall(provider(), model(), changed, streaming, failures(), names);
        droppedParams().forEach(call::dropped);
        return call;
    }

    /** The same call within the rules of its provider. */
    WireCall normalized(RequestNormalizer normalizer) {
        NormalizedRequest normalized = normalizer.normalize(request, this::dropped);
        return with(normalized.request(), normalized.toolNames());
    }

    /** The answer with the tools' own names, where the provider knows them by others. */
    LLMResponse named(LLMResponse answer) {
        return toolNames == null ? answer : toolNames.restore(answer);
    }

    /** The event with the tools' own names, where the provider knows them by others. */
    StreamEvent named(StreamEvent event) {
        return toolNames == null ? event : toolNames.restore(event);
    }

    @Override
    public LLMRequest request() {
        return request;
    }

    @Override
    public boolean streaming() {
        return streaming;
    }

    /** What is known of the model. */
    public ModelTraits traits() {
        return ModelRules.bundled().of(model());
    }
}
