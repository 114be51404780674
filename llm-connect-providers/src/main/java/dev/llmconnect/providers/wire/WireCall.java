package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.providers.http.ProviderFailures;
import dev.llmconnect.providers.models.ModelRules;
import dev.llmconnect.providers.models.ModelTraits;
import java.util.ArrayList;
import java.util.List;

/** One request on its way through a {@link Wire}. To be used by one thread. */
public final class WireCall {
    /** For {@link #dropped}: what a model thought earlier, which has no place in the format or was not proved by this provider. */
    public static final String REASONING = "messages.reasoning";
    /** For {@link #dropped}: the name of a file. */
    public static final String FILE_NAME = "messages.file_name";
    /** For {@link #dropped}: that a tool has failed; what it said is sent all the same. */
    public static final String FAILED_TOOL = "messages.tool_result.is_error";

    private final String provider;
    private final String model;
    private final LLMRequest request;
    private final boolean streaming;
    private final ProviderFailures failures;
    private final List<String> droppedParams = new ArrayList<>();

    /**
     * A call.
     *
     * @param model the model to ask for, whoever named it
     */
    public WireCall(String provider, String model, LLMRequest request, boolean streaming, ProviderFailures failures) {
        this.provider = provider;
        this.model = model;
        this.request = request;
        this.streaming = streaming;
        this.failures = failures;
    }

    /** The provider's name. */
    public String provider() {
        return provider;
    }

    /** The model to ask for: of the request, else the provider's default, else the contract's. */
    public String model() {
        return model;
    }

    /** What is asked. */
    public LLMRequest request() {
        return request;
    }

    /** Whether a stream is wanted. */
    public boolean streaming() {
        return streaming;
    }

    /** Makes the exceptions for what the provider does wrong. */
    public ProviderFailures failures() {
        return failures;
    }

    /** What is known of the model. */
    public ModelTraits traits() {
        return ModelRules.bundled().of(model);
    }

    /**
     * Notes a default, by the contract's name, that the model does not take as it is, left out or renamed; or a detail of the
     * conversation without which it is still the same question.
     */
    public void dropped(String param) {
        if (!droppedParams.contains(param)) {
            droppedParams.add(param);
        }
    }

    /** What was noted with {@link #dropped}. */
    public List<String> droppedParams() {
        return List.copyOf(droppedParams);
    }

    /** What somebody asked for and this provider cannot do; to be thrown. */
    public LLMInvalidRequestException cannotCarry(String what) {
        return new LLMInvalidRequestException(provider + " cannot take " + what);
    }
}
