package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.StreamEvent;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.models.ModelRules;
import dev.llmconnect.formats.models.ModelTraits;
import dev.llmconnect.formats.rules.ClientTools;
import dev.llmconnect.formats.rules.NormalizedRequest;
import dev.llmconnect.formats.rules.RequestNormalizer;
import dev.llmconnect.formats.rules.StreamedClientTools;
import dev.llmconnect.formats.rules.ToolNames;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** For {@link #dropped}: that the arguments of a tool must match its schema. */
    public static final String STRICT_TOOL = "tools.strict";

    private static final String TEMPERATURE = "temperature";
    private static final String MAX_TOKENS = "max_tokens";
    private static final List<String> SAMPLING = List.of(
            TEMPERATURE, "top_p", "presence_penalty", "frequency_penalty", "logprobs", "top_logprobs", "logit_bias");

    private final LLMRequest request;
    private final boolean streaming;
    private final @Nullable ToolNames toolNames;
    private final @Nullable ClientTools clientTools;
    private final @Nullable StreamedClientTools streamedTools;

    /**
     * A call.
     *
     * @param model the model to ask for, whoever named it: the request, else the provider's default, else the contract's
     */
    public WireCall(String provider, String model, LLMRequest request, boolean streaming, ProviderFailures failures) {
        this(provider, model, request, streaming, failures, null, null);
    }

    private WireCall(
            String provider,
            String model,
            LLMRequest request,
            boolean streaming,
            ProviderFailures failures,
            @Nullable ToolNames toolNames,
            @Nullable ClientTools clientTools) {
        super(provider, model, failures);
        this.request = request;
        this.streaming = streaming;
        this.toolNames = toolNames;
        this.clientTools = clientTools;
        this.streamedTools = clientTools == null ? null : clientTools.streamed();
    }

    /** The same call with functions in place of the client's other tools. */
    public WireCall with(ClientTools tools) {
        WireCall call = new WireCall(provider(), model(), tools.request(), streaming, failures(), toolNames, tools);
        droppedParams().forEach(call::dropped);
        tools.dropped().forEach(call::dropped);
        return call;
    }

    /** The same call, what was noted included, with another request. */
    WireCall with(LLMRequest narrowed) {
        return with(narrowed, toolNames);
    }

    private WireCall with(LLMRequest changed, @Nullable ToolNames names) {
        WireCall call = new WireCall(provider(), model(), changed, streaming, failures(), names, clientTools);
        droppedParams().forEach(call::dropped);
        return call;
    }

    /** The same call, to note more with. */
    WireCall copy() {
        return with(request);
    }

    /** The same call without a parameter, which is noted. */
    WireCall without(String param, String wire) {
        RunConfig.Builder config = request.config().toBuilder();
        switch (param) {
            case TEMPERATURE -> config.clearTemperature();
            case MAX_TOKENS -> config.clearMaxTokens();
            default -> config.clearModelParam(param);
        }
        WireCall call = with(request.toBuilder()
                .config(config.build())
                .wireFields(request.wireFields().without(wire, param))
                .build());
        call.dropped(param);
        return call;
    }

    /** Whether somebody set a parameter, in the call's own words or in those of a format. */
    boolean has(String param, String wire) {
        RunConfig config = request.config();
        return config.modelParams().containsKey(param)
                || request.wireFields(wire).containsKey(param)
                || (param.equals(TEMPERATURE) && config.temperatureIfSet().isPresent())
                || (param.equals(MAX_TOKENS) && config.maxTokensIfSet().isPresent());
    }

    /** The value of a parameter that {@link #has} says is set. */
    @Nullable
    Object param(String param, String wire) {
        Map<String, Object> own = request.wireFields(wire);
        return own.containsKey(param)
                ? own.get(param)
                : request.config()
                        .modelParams()
                        .getOrDefault(param, request.config().temperature());
    }

    /** The same call within the rules of its provider. */
    public WireCall normalized(RequestNormalizer normalizer) {
        NormalizedRequest normalized = normalizer.normalize(request, this::dropped);
        return with(normalized.request(), normalized.toolNames());
    }

    /** The answer with the tools as the caller knows them. */
    public LLMResponse named(LLMResponse answer) {
        LLMResponse named = toolNames == null ? answer : toolNames.restore(answer);
        return clientTools == null ? named : clientTools.restore(named);
    }

    /** The event with the tools as the caller knows them; empty if nothing is left of it. */
    public Optional<StreamEvent> named(StreamEvent event) {
        StreamEvent named = toolNames == null ? event : toolNames.restore(event);
        return streamedTools == null ? Optional.of(named) : streamedTools.restore(named);
    }

    /** The events that are left when a stream has ended. */
    public List<StreamEvent> endOfStream() {
        return streamedTools == null ? List.of() : streamedTools.end();
    }

    @Override
    public LLMRequest request() {
        return request;
    }

    @Override
    public boolean streaming() {
        return streaming;
    }

    /**
     * Tells that the provider takes one of two parameters only. Where one comes from a profile and the other from the request, the call is
     * encoded anew without the profile's; where both come from one of them, what the call says of unsupported parameters decides, and by
     * default nothing happens.
     *
     * @param first by its name in {@link RunConfig#modelParams()}, {@code temperature} or {@code max_tokens}; left out if both are alike
     * @throws dev.llmconnect.LLMInvalidRequestException to begin anew, or if such a call is to be refused
     */
    public void exclusive(String first, String second) {
        RunConfig config = request.config();
        if (config.isInherited(first) != config.isInherited(second)
                || config.unsupportedParams().isPresent()) {
            throw conflict("both `" + first + "` and `" + second + "` with the model " + model(), first, second);
        }
    }

    /**
     * Tells that a reasoning model of OpenAI's takes no sampling parameters beside a reasoning effort: {@link #exclusive} for each. Source:
     * https://learn.microsoft.com/en-us/azure/ai-foundry/openai/how-to/reasoning.
     */
    public void checkSamplingOfReasoningModel() {
        RunConfig config = request.config();
        boolean reasons = config.reasoningEffort()
                .filter(effort -> !effort.equalsIgnoreCase("none"))
                .isPresent();
        if (!reasons || !traits().refusesTemperature() || !traits().wantsMaxCompletionTokens()) {
            return;
        }
        for (String param : SAMPLING) {
            boolean isSet =
                    param.equals(TEMPERATURE) && config.temperatureIfSet().isPresent();
            if (isSet || config.modelParams().containsKey(param)) {
                exclusive(param, "reasoning_effort");
            }
        }
    }

    /** As {@link #exclusive}, for what the provider is known to refuse; to be thrown. */
    public LLMInvalidRequestException conflict(String what, String first, String second) {
        return new ParamRefusedException(provider() + " does not support " + what, List.of(first, second), true);
    }

    /** What is known of the model. */
    public ModelTraits traits() {
        return ModelRules.bundled().of(model());
    }
}
