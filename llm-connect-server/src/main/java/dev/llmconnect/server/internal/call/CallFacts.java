package dev.llmconnect.server.internal.call;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.RunConfig;
import dev.llmconnect.Usage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes known of a call while it is answered, for its line in the log. Thread-safe. */
public final class CallFacts {
    private @Nullable String caller;
    private @Nullable String provider;
    private @Nullable String profile;
    private @Nullable String model;
    private @Nullable String error;
    private @Nullable Usage usage;
    private boolean clientLeft;

    /** Nothing known yet. */
    public CallFacts() {}

    /** Notes by whose key the call came. */
    public synchronized void caller(String name) {
        caller = name;
    }

    /** Notes who is asked, and for which model. */
    public synchronized void asked(String adapter, RunConfig config) {
        provider = adapter;
        model = config.modelNameIfSet().orElse(null);
    }

    /** Notes the answer. */
    public synchronized void answered(Map<String, Object> metadata, String answeredBy, Usage used) {
        provider = text(metadata, LLMResponse.PROVIDER, provider);
        profile = text(metadata, LLMResponse.PROFILE, profile);
        model = answeredBy;
        usage = used;
    }

    /** Notes the failure. */
    public synchronized void failed(LLMException failure) {
        failed(failure.code().value());
        failure.provider().ifPresent(name -> provider = name);
    }

    private void failed(String code) {
        if (!clientLeft) {
            error = code;
        }
    }

    /** Notes that the client has gone; what its call fails with because of that is no news, however soon it comes. */
    public synchronized void clientLeft() {
        failed("cancelled");
        clientLeft = true;
    }

    private static @Nullable String text(Map<String, Object> metadata, String key, @Nullable String otherwise) {
        Object value = metadata.get(key);
        return value != null ? value.toString() : otherwise;
    }

    public synchronized Optional<String> caller() {
        return Optional.ofNullable(caller);
    }

    public synchronized Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    public synchronized Optional<String> profile() {
        return Optional.ofNullable(profile);
    }

    public synchronized Optional<String> model() {
        return Optional.ofNullable(model);
    }

    public synchronized Optional<String> error() {
        return Optional.ofNullable(error);
    }

    public synchronized Optional<Usage> usage() {
        return Optional.ofNullable(usage);
    }
}
