package dev.llmconnect.providers.wire;

import dev.llmconnect.LLMCall;
import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.providers.http.ProviderFailures;

/** One call on its way to a provider, whatever it asks for. To be used by one thread. */
public abstract sealed class ProviderCall permits WireCall, EmbeddingCall {
    private final String provider;
    private final String model;
    private final ProviderFailures failures;

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

    /** What somebody asked for and this provider cannot do; to be thrown. */
    public final LLMInvalidRequestException cannotCarry(String what) {
        return new LLMInvalidRequestException(provider + " cannot take " + what);
    }
}
