package dev.llmconnect.spring;

import dev.llmconnect.LLMConfigurationException;
import dev.llmconnect.LLMException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Reports an invalid configuration at startup by its message, in place of a stack trace. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<LLMException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, LLMException cause) {
        String action = cause instanceof LLMConfigurationException
                ? "Correct the property or the variable that the message names. Properties are under "
                        + LLMConnectProperties.PREFIX + "."
                : "Correct the profile's field that the message names.";
        return new FailureAnalysis(cause.getMessage(), action, cause);
    }
}
