package dev.llmconnect.formats.chat;

import dev.llmconnect.LLMResponse;
import dev.llmconnect.formats.endpoint.InvalidParamException;
import dev.llmconnect.formats.endpoint.RequestFields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code functions} and {@code function_call}, which Chat Completions had before {@code tools}: a request that uses them is rewritten to
 * tools, and its answer back. An answer of this form holds one call; further ones are named in its {@code omitted_parts}.
 *
 * <p>Source: <a href="https://platform.openai.com/docs/api-reference/chat/create">OpenAI's API reference</a> (deprecated fields).
 */
public final class LegacyFunctions {
    private static final String FUNCTIONS = "functions";
    private static final String FUNCTION_CALL = "function_call";
    private static final String FUNCTION = "function";
    private static final String MESSAGES = "messages";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String TOOLS = "tools";
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String FINISH_REASON = "finish_reason";
    private static final String ROLE = "role";
    private static final String NAME = "name";

    private LegacyFunctions() {}

    /** Whether a request uses them, in its conversation as well. */
    public static boolean areUsedIn(Map<String, @Nullable Object> request) {
        return request.get(FUNCTIONS) != null
                || request.get(FUNCTION_CALL) != null
                || (request.get(MESSAGES) instanceof List<?> messages
                        && messages.stream().anyMatch(message -> message instanceof Map<?, ?> each && isLegacy(each)));
    }

    private static boolean isLegacy(Map<?, ?> message) {
        return message.get(FUNCTION_CALL) != null || FUNCTION.equals(message.get(ROLE));
    }

    /**
     * The request with tools.
     *
     * @throws InvalidParamException naming a field that has another type, or that means the same as one of the newer fields
     */
    public static Map<String, @Nullable Object> asTools(Map<String, @Nullable Object> request) {
        Map<String, @Nullable Object> rewritten = new LinkedHashMap<>(request);
        Object functions = rewritten.remove(FUNCTIONS);
        Object choice = rewritten.remove(FUNCTION_CALL);
        if (functions != null) {
            if (!(functions instanceof List<?> list)) {
                throw RequestFields.wrongType(FUNCTIONS, "an array of objects", functions);
            }
            replace(
                    rewritten,
                    TOOLS,
                    FUNCTIONS,
                    list.stream().map(LegacyFunctions::typed).toList());
            rewritten.putIfAbsent(PARALLEL, false);
        }
        if (choice != null) {
            replace(rewritten, TOOL_CHOICE, FUNCTION_CALL, choice instanceof Map<?, ?> ? typed(choice) : choice);
        }
        if (rewritten.get(MESSAGES) instanceof List<?> messages) {
            rewritten.put(MESSAGES, messages(messages));
        }
        return rewritten;
    }

    private static void replace(Map<String, @Nullable Object> request, String name, String legacy, Object value) {
        if (request.get(name) != null) {
            throw new InvalidParamException(
                    legacy,
                    "invalid_value",
                    "Invalid request: '" + legacy + "' and '" + name + "' mean the same; send one.");
        }
        request.put(name, value);
    }

    private static Map<String, @Nullable Object> typed(@Nullable Object function) {
        Map<String, @Nullable Object> tool = new LinkedHashMap<>();
        tool.put("type", FUNCTION);
        tool.put(FUNCTION, function);
        return tool;
    }

    /** A result belongs to the call before it. */
    private static List<@Nullable Object> messages(List<?> messages) {
        List<@Nullable Object> rewritten = new ArrayList<>();
        String id = "call_0";
        for (Object message : messages) {
            if (!(message instanceof Map<?, ?> each) || !isLegacy(each)) {
                rewritten.add(message);
                continue;
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            each.forEach((name, value) -> copy.put(String.valueOf(name), value));
            if (FUNCTION.equals(copy.get(ROLE))) {
                copy.put(ROLE, "tool");
                copy.remove(NAME);
                copy.put("tool_call_id", id);
            } else {
                id = "call_" + rewritten.size();
                Map<String, @Nullable Object> call = typed(copy.remove(FUNCTION_CALL));
                call.put("id", id);
                copy.put(TOOL_CALLS, List.of(call));
            }
            rewritten.add(copy);
        }
        return rewritten;
    }

    /** The answer, or a chunk of it, with a call of a function. */
    public static Map<String, Object> answer(Map<String, Object> tree) {
        Map<String, Object> answer = new LinkedHashMap<>(tree);
        if (answer.get("choices") instanceof List<?> choices) {
            answer.put("choices", choices.stream().map(LegacyFunctions::choice).toList());
        }
        return answer;
    }

    /** What this server knows of the call, and that calls were left out. */
    public static Map<String, Object> facts(LLMResponse answer) {
        Map<String, Object> facts = ChatAnswerWriter.facts(answer);
        if (answer.choices().stream().anyMatch(choice -> choice.toolCalls().size() > 1)) {
            List<Object> omitted = new ArrayList<>();
            if (facts.get("omitted_parts") instanceof List<?> others) {
                omitted.addAll(others);
            }
            omitted.add(TOOL_CALLS);
            facts.put("omitted_parts", omitted);
        }
        return facts;
    }

    private static Object choice(Object given) {
        Map<String, @Nullable Object> choice = new LinkedHashMap<>();
        ((Map<?, ?>) given).forEach((name, value) -> choice.put(String.valueOf(name), value));
        if (TOOL_CALLS.equals(choice.get(FINISH_REASON))) {
            choice.put(FINISH_REASON, FUNCTION_CALL);
        }
        for (String field : List.of("message", "delta")) {
            if (choice.get(field) instanceof Map<?, ?> message && message.get(TOOL_CALLS) instanceof List<?> calls) {
                choice.put(field, message(message, calls));
            }
        }
        return choice;
    }

    private static Map<String, @Nullable Object> message(Map<?, ?> given, List<?> calls) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        given.forEach((name, value) -> message.put(String.valueOf(name), value));
        message.remove(TOOL_CALLS);
        for (int i = 0; i < calls.size(); i++) {
            Map<?, ?> call = (Map<?, ?>) calls.get(i);
            boolean isFirst = call.get("index") instanceof Number index ? index.intValue() == 0 : i == 0;
            if (isFirst && call.get(FUNCTION) != null) {
                message.put(FUNCTION_CALL, call.get(FUNCTION));
            }
        }
        return message;
    }
}
