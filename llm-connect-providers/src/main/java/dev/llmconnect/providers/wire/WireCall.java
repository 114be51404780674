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

    /** The same call, what was noted included, with another request. */
    WireCall with(LLMRequest narrowed) {
        WireCall call = new WireCall(provider, model, narrowed, streaming, failures);
        call.droppedParams.addAll(droppedParams);
        return call;
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

    /** Notes a default, by the contract's name, that the model does not take as it is, or another format's hint: left out or renamed. */
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
