package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the JSON body of a request, and sees to what {@code model_params} may do: add what is not there, replace a default, but
 * never contradict what the request itself says. Not thread-safe.
 */
public final class BodyBuilder {
    private static final String THE_REQUEST = "the request";

    private final Map<String, Object> body = new LinkedHashMap<>();
    private final Set<String> reserved = new HashSet<>();
    private final Set<String> defaults = new HashSet<>();

    /** Nothing in it. */
    public BodyBuilder() {}

    /** A field that the request asks for; {@code null} sets nothing. */
    public BodyBuilder put(String name, @Nullable Object value) {
        if (value != null) {
            body.put(name, value);
            defaults.remove(name);
        }
        return this;
    }

    /** A field nobody asked for, which a model parameter of that name replaces. */
    public BodyBuilder putDefault(String name, Object value) {
        body.put(name, value);
        defaults.add(name);
        return this;
    }

    /**
     * The temperature: as it was set; else the default, where defaults apply, unless a model parameter gives it or the model is known to refuse it, which is
     * noted.
     */
    public BodyBuilder putTemperature(String field, WireCall call) {
        RunConfig config = call.request().config();
        if (config.temperatureIfSet().isPresent()) {
            return put(field, config.temperature());
        }
        if (!config.usesDefaults() || config.modelParams().containsKey(field)) {
            return this;
        }
        if (call.traits().refusesTemperature()) {
            call.dropped("temperature");
            return this;
        }
        return putDefault(field, config.temperature());
    }

    /** The longest answer in tokens: as it was set; else the default, where defaults apply, unless a model parameter gives it. */
    public BodyBuilder putMaxTokens(String field, WireCall call) {
        RunConfig config = call.request().config();
        if (config.maxTokensIfSet().isPresent()) {
            return put(field, config.maxTokens());
        }
        return config.usesDefaults() ? putDefault(field, config.maxTokens()) : this;
    }

    /** Fields no model parameter may set, whether or not they are there. */
    public BodyBuilder reserve(String... names) {
        Collections.addAll(reserved, names);
        return this;
    }

    /**
     * Adds model parameters as they are. Of an object that is there already, single members are added.
     *
     * @throws LLMInvalidRequestException naming a parameter that is reserved or contradicts the request
     */
    public BodyBuilder params(Map<String, Object> params) {
        params.forEach((name, value) -> {
            if (reserved.contains(name)) {
                throw new LLMInvalidRequestException(
                        "model_params." + name + " is not accepted: the request itself sets that field");
            }
            if (defaults.remove(name)) {
                body.put(name, value);
            } else {
                merge(body, name, value, name, "model_params." + name);
            }
        });
        return this;
    }

    /** The body, which the caller may change further. */
    public Map<String, Object> build() {
        return body;
    }

    @SuppressWarnings("unchecked") // JSON trees have string keys
    private static void merge(Map<String, Object> into, String name, Object value, String param, String path) {
        Object present = into.get(name);
        if (!into.containsKey(name)) {
            into.put(name, value);
        } else if (present instanceof Map<?, ?> there && value instanceof Map<?, ?> more) {
            Map<String, Object> merged = new LinkedHashMap<>((Map<String, Object>) there);
            ((Map<String, Object>) more).forEach((key, member) -> merge(merged, key, member, param, path + "." + key));
            into.put(name, merged);
        } else if (!same(present, value)) {
            throw new ParamRefusedException(
                    path + " contradicts the same value of the request", List.of(param, THE_REQUEST), false);
        }
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
        }
        return Objects.equals(one, other);
    }
}
