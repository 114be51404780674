package dev.llmconnect.formats.messages;

import dev.llmconnect.Message;
import dev.llmconnect.Role;
import dev.llmconnect.RunConfig;
import dev.llmconnect.ToolChoice;
import dev.llmconnect.formats.json.JsonNode;
import dev.llmconnect.formats.wire.WireCall;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What Claude does not take together, on every way to it: with thinking no temperature but 1, no {@code top_k}, no {@code top_p} below
 * 0.95, no tool that must be called and no answer to be continued; from Claude 4.1 on no {@code top_p} beside a temperature; and a budget
 * for thinking that is below the maximum of tokens.
 *
 * <p>Source: <a href="https://platform.claude.com/docs/en/build-with-claude/extended-thinking">extended thinking</a>, <a
 * href="https://platform.claude.com/docs/en/about-claude/models/migration-guide">migration guide</a>; as of mid 2026.
 */
public final class SamplingLimits {
    private static final double LOWEST_TOP_P = 0.95;
    private static final String TEMPERATURE = "temperature";
    private static final String MAX_TOKENS = "max_tokens";

    private final WireCall call;
    private final RunConfig config;
    private final Map<String, Object> own;

    private SamplingLimits(WireCall call, String wire) {
        this.call = call;
        config = call.request().config();
        own = call.request().wireFields(wire);
    }

    /**
     * Tells the call which of its parameters exclude each other.
     *
     * @param wire the name of the format that is written
     * @param thinking the field {@code thinking} as it is sent, by whoever asked for it
     */
    public static void check(WireCall call, String wire, JsonNode thinking) {
        new SamplingLimits(call, wire).check(thinking);
    }

    private void check(JsonNode thinking) {
        Optional<String> topP = first("top_p", "topP");
        boolean warm = config.temperatureIfSet().isPresent();
        if (warm && topP.isPresent() && Thinking.takesOneOfTemperatureAndTopP(call.model())) {
            call.exclusive(TEMPERATURE, topP.get());
        }
        String type = thinking.textOrEmpty("type");
        Optional<String> asked = first("thinking", "reasoning_effort", "output_config");
        if (asked.isEmpty() || !(type.equals("enabled") || type.equals("adaptive"))) {
            return;
        }
        if (warm && config.temperature() != 1) {
            call.exclusive(TEMPERATURE, asked.get());
        }
        first("top_k", "topK").ifPresent(topK -> call.exclusive(topK, asked.get()));
        topP.filter(name -> value(name) instanceof Number share && share.doubleValue() < LOWEST_TOP_P)
                .ifPresent(name -> call.exclusive(name, asked.get()));
        ToolChoice choice = call.request().toolChoice().orElse(ToolChoice.AUTO);
        if (!choice.equals(ToolChoice.AUTO) && !choice.equals(ToolChoice.NONE)) {
            call.exclusive(asked.get(), "tool_choice");
        }
        List<Message> messages = call.request().messages();
        if (!messages.isEmpty() && messages.get(messages.size() - 1).role().equals(Role.ASSISTANT)) {
            call.exclusive(asked.get(), "messages");
        }
        boolean onlyOneInherited = config.isInherited(MAX_TOKENS) != config.isInherited(asked.get());
        if (onlyOneInherited
                && config.maxTokensIfSet().isPresent()
                && thinking.number("budget_tokens").orElse(0) >= config.maxTokens()) {
            call.exclusive(MAX_TOKENS, asked.get());
        }
    }

    private Optional<String> first(String... names) {
        return Stream.of(names)
                .filter(name -> own.containsKey(name) || config.modelParams().containsKey(name))
                .findFirst();
    }

    private @Nullable Object value(String name) {
        return own.containsKey(name) ? own.get(name) : config.modelParams().get(name);
    }
}
