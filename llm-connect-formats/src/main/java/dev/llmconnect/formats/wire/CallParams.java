package dev.llmconnect.formats.wire;

import dev.llmconnect.LLMInvalidRequestException;
import dev.llmconnect.RunConfig;
import dev.llmconnect.UnsupportedParams;
import dev.llmconnect.formats.models.ParameterRules;
import dev.llmconnect.internal.ForeignContent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Decides which parameters of a call reach its provider. A value that comes from a profile gives way to what the request itself asks for.
 * What the provider or its model is known not to take is left out or refused, as {@link RunConfig#unsupportedParams()} says. Whatever is
 * left out is reported. Both ends of this are here, and the formats only tell what they do not take.
 */
public final class CallParams {
    private static final String MAX_TOKENS = "max_tokens";
    private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

    /** The formats' own names for the maximum; one beside another name is for the format to compare. */
    private static final List<String> OTHER_MAXIMA =
            List.of("max_output_tokens", "maxOutputTokens", "maxTokens", "num_predict");

    /**
     * Sent to every model by some clients: where a model is known to have no use for them, the answer is the same without. OpenAI's own
     * formats have a place for them, so there the provider decides.
     */
    private static final Set<String> HINTS = Set.of("reasoning_effort");

    private CallParams() {}

    /**
     * The call with the parameters that its provider is to get.
     *
     * @throws LLMInvalidRequestException naming a parameter, if unsupported ones are to be refused
     */
    public static WireCall settled(WireCall given, String wire) {
        WireCall call = withNamedMaximum(given);
        for (String param : new InheritedParams(call.request()).overruled()) {
            call = call.without(param, wire);
        }
        Optional<UnsupportedParams> choice = call.request().config().unsupportedParams();
        Collection<String> names = names(call, wire);
        if (choice.isEmpty()) {
            names.retainAll(wire.startsWith("openai-") ? Set.of() : HINTS);
        }
        ParameterRules rules = ParameterRules.bundled();
        for (String param : names) {
            Object value = call.param(param, wire);
            if (rules.accepts(call.provider(), wire, call.model(), param, value)) {
                continue;
            }
            if (choice.equals(Optional.of(UnsupportedParams.REFUSE))) {
                throw call.cannotCarry("`" + param + "` with the model " + call.model());
            }
            call = call.without(param, wire);
        }
        return call;
    }

    /**
     * Applies a format to a call, again without each parameter that it refuses and that gives way.
     *
     * @throws LLMInvalidRequestException what the format refuses and the call insists on
     */
    public static <T> Encoded<T> encode(WireCall given, String wire, Function<WireCall, T> format) {
        WireCall call = given;
        while (true) {
            // What a format notes before it refuses a parameter may not be so without that parameter.
            WireCall attempt = call.copy();
            try {
                return new Encoded<>(attempt, format.apply(attempt));
            } catch (ParamRefusedException e) {
                Optional<String> yielding = yielding(call, wire, e);
                if (yielding.isEmpty()) {
                    throw e;
                }
                call = call.without(yielding.get(), wire);
            }
        }
    }

    /**
     * What a format made of a call.
     *
     * @param call with what the format left out
     */
    public record Encoded<T>(WireCall call, T result) {}

    private static Optional<String> yielding(WireCall call, String wire, ParamRefusedException refused) {
        List<String> present =
                refused.params().stream().filter(param -> call.has(param, wire)).toList();
        List<String> inherited =
                present.stream().filter(call.request().config()::isInherited).toList();
        if (!inherited.isEmpty() && inherited.size() < refused.params().size()) {
            return Optional.of(inherited.get(0));
        }
        return refused.isUnsupported()
                ? present.stream()
                        .filter(param -> ForeignContent.drops(call.request(), param))
                        .findFirst()
                : Optional.empty();
    }

    /** A maximum of tokens among the model parameters is the same as one of the call, and every format translates that. */
    private static WireCall withNamedMaximum(WireCall call) {
        RunConfig config = call.request().config();
        if (config.modelParams().isEmpty()
                || config.maxTokensIfSet().isPresent()
                || OTHER_MAXIMA.stream().anyMatch(config.modelParams()::containsKey)
                || config.modelParams().containsKey(MAX_TOKENS)
                        == config.modelParams().containsKey(MAX_COMPLETION_TOKENS)) {
            return call;
        }
        boolean newer = config.modelParams().containsKey(MAX_COMPLETION_TOKENS);
        String name = newer ? MAX_COMPLETION_TOKENS : MAX_TOKENS;
        if (!(config.modelParams().get(name) instanceof Number number)
                || number.doubleValue() != number.intValue()
                || number.intValue() < 1) {
            return call;
        }
        int maximum = number.intValue();
        RunConfig.Builder named = config.toBuilder().clearModelParam(name);
        return call.with(call.request().toBuilder()
                .config((newer ? named.maxCompletionTokens(maximum) : named.maxTokens(maximum)).build())
                .build());
    }

    private static Collection<String> names(WireCall call, String wire) {
        RunConfig config = call.request().config();
        Set<String> names = new TreeSet<>(config.modelParams().keySet());
        names.addAll(call.request().wireFields(wire).keySet());
        config.temperatureIfSet().ifPresent(value -> names.add("temperature"));
        names.removeIf(ForeignContent::isContent);
        return new ArrayList<>(names);
    }
}
