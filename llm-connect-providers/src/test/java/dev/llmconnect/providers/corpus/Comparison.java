package dev.llmconnect.providers.corpus;

import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRateLimitException;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Redactor;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.json.Json;
import dev.llmconnect.formats.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Lists in what an outcome differs from what a recording says. */
final class Comparison {
    private final List<String> differences = new ArrayList<>();

    static List<String> of(Expected expected, Object outcome) {
        Comparison comparison = new Comparison();
        if (expected instanceof Expected.Answer answer && outcome instanceof LLMResponse response) {
            comparison.answer(answer, response);
        } else if (expected instanceof Expected.Failure failure && outcome instanceof LLMException e) {
            comparison.failure(failure, e);
        } else {
            comparison.differences.add(
                    "expected " + (expected instanceof Expected.Failure ? expected : "an answer") + ", got " + outcome);
        }
        return comparison.differences;
    }

    private void answer(Expected.Answer expected, LLMResponse answer) {
        if (expected.lenientEnds) {
            same(
                    "content",
                    expected.content.toString().strip(),
                    answer.content().strip());
        } else {
            same("content", expected.content.toString(), answer.content());
        }
        same("reasoning", expected.reasoning.toString(), answer.reasoning().orElse(""));
        same("refusal", expected.refusal.toString(), answer.refusal().orElse(""));
        if (!expected.model.isEmpty()) {
            same("model", expected.model, answer.model());
        }
        same("prompt tokens", expected.promptTokens, answer.usage().inputTokens());
        same("completion tokens", expected.completionTokens, answer.usage().outputTokens());
        same("total tokens", expected.totalTokens, answer.usage().totalTokens());
        expected.usageDetails.forEach((name, count) ->
                same(name, count, ((Number) answer.usage().details().getOrDefault(name, 0L)).longValue()));
        same("finish reason", expected.finishReason, answer.finishReason().value());
        same(
                "provider's finish reason",
                expected.providerFinishReason,
                answer.providerFinishReason().orElse(null));
        same(
                "number of tool calls",
                expected.toolCalls.size(),
                answer.toolCalls().size());
        for (int i = 0;
                i < Math.min(expected.toolCalls.size(), answer.toolCalls().size());
                i++) {
            toolCall(expected.toolCalls.get(i), answer.toolCalls().get(i));
        }
        if (!answer.metadata().toMap().containsKey("provider")) {
            differences.add("metadata without provider");
        }
        try {
            Json.write(answer.toMap());
        } catch (JsonException e) {
            differences.add("the answer is no JSON: " + e.getMessage());
        }
    }

    private void toolCall(Expected.Call expected, ToolCall call) {
        same("tool call's id", expected.id(), call.id());
        same("tool call's name", expected.name(), call.name());
        same("tool call's arguments", tree(expected.arguments()), tree(call.argumentsJson()));
        if (tree(expected.arguments()) instanceof java.util.Map<?, ?> map) {
            same("tool call's parsed arguments", map, call.arguments());
        }
    }

    /** JSON where it is whole; text that was cut off stands for itself. */
    private static @Nullable Object tree(String arguments) {
        try {
            return Json.read(arguments).raw();
        } catch (JsonException e) {
            return arguments;
        }
    }

    private void failure(Expected.Failure expected, LLMException e) {
        same("provider's status", expected.status(), e.providerStatus().orElse(null));
        String said = e.details().providerMessage().orElse("") + "\n" + e.getMessage();
        String message = Redactor.redact(expected.message().strip(), 1500).replace("… (cut)", "");
        if (!said.contains(message)) {
            differences.add("the message lacks: " + message + "\n    it is: " + e.getMessage());
        }
        if (expected.reason() != null) {
            same("reason", expected.reason(), e.reason().value());
        }
        if (Objects.equals(expected.status(), 429) && !(e instanceof LLMRateLimitException)) {
            differences.add("a status of 429 is not " + e.getClass().getSimpleName());
        }
    }

    private void same(String what, @Nullable Object expected, @Nullable Object actual) {
        if (!Objects.equals(expected, actual)) {
            differences.add(what + ": expected " + shown(expected) + "\n    got " + shown(actual));
        }
    }

    private static String shown(@Nullable Object value) {
        String text = value instanceof String string ? Json.text(string) : String.valueOf(value);
        return text.length() > 400 ? text.substring(0, 200) + " … " + text.substring(text.length() - 200) : text;
    }
}
