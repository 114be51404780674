package dev.llmconnect.formats.wire;

import dev.llmconnect.ErrorDetails;
import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.formats.failures.ProviderFailures;
import dev.llmconnect.formats.json.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One call on its way to a provider, whatever it asks for. To be used by one thread. */
public abstract sealed class ProviderCall permits WireCall, EmbeddingCall {
    private final String provider;
    private final String model;
    private final ProviderFailures failures;
    private final Set<String> droppedParams = new LinkedHashSet<>();

    ProviderCall(String provider, String model, ProviderFailures failures) {
        this.provider = provider;
        this.model = model;
        this.failures = failures;
    }

    /** The provider's name. */
    public final String provider() {
        return provider;
    }

    /** The model to ask for, whoever named it. */
    public final String model() {
        return model;
    }

    /** What is asked. */
    public abstract LLMCall request();

    /** Whether a stream is wanted. */
    public abstract boolean streaming();

    /** Makes the exceptions for what the provider does wrong. */
    public final ProviderFailures failures() {
        return failures;
    }

    /**
     * Notes a default, by the contract's name, that the model does not take as it is, left out or renamed; another format's hint; or
     * a detail of the conversation without which it is still the same question.
     */
    public final void dropped(String param) {
        droppedParams.add(param);
    }

    /** What was noted with {@link #dropped}. */
    public final List<String> droppedParams() {
        return List.copyOf(droppedParams);
    }

    /**
     * A text of an answer; empty where there is none.
     *
     * @throws dev.llmconnect.LLMException when something else than text stands there, which would be lost
     */
    public final String text(JsonNode object, String name) {
        JsonNode value = object.get(name);
        if (value.exists() && !value.isText()) {
            throw failures.malformed("`" + name + "` is not a string");
        }
        return value.text().orElse("");
    }

    /** What somebody asked for and this provider cannot do; to be thrown. */
    public final LLMInvalidRequestException cannotCarry(String what) {
        return new LLMInvalidRequestException(provider + " does not support " + what);
    }

    /**
     * A field of a request that changes the answer and that this provider has no place for; to be thrown.
     *
     * @param field its name, for clients that then do without it
     */
    public final LLMInvalidRequestException cannotCarry(String field, String what) {
        return new LLMInvalidRequestException(
                provider + " does not support " + what,
                null,
                ErrorDetails.builder().provider(provider).providerParam(field).build());
    }

    /** A parameter that this provider does not take, which a call may have left out for; to be thrown. */
    public final LLMInvalidRequestException refused(String param) {
        return refused(param, "");
    }

    /**
     * As {@link #refused(String)}.
     *
     * @param why what follows the parameter's name in the message, for example {@code " for gpt-4"}
     */
    public final LLMInvalidRequestException refused(String param, String why) {
        return new ParamRefusedException(
                provider + " does not support model_params." + param + why, List.of(param), true);
    }
}
