package dev.llmconnect.formats.ollama;

import dev.llmconnect.CallContext;
import dev.llmconnect.ContentPart;
import dev.llmconnect.ContentPart.Citation;
import dev.llmconnect.ContentPart.Media;
import dev.llmconnect.ContentPart.Opaque;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Redactor;
import dev.llmconnect.ToolCall;
import dev.llmconnect.formats.endpoint.AnswerFacts;
import dev.llmconnect.formats.endpoint.OmittedChoices;
import dev.llmconnect.internal.SignedCallId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the objects of an answer: {@code message} of a chat, or {@code response} of a prompt; one for the whole answer, or one per line
 * of a stream. Not thread-safe.
 */
public final class OllamaAnswerWriter {
    private final boolean chat;
    private final Clock clock;
    private final CallContext context;
    private String model;
    private long firstTokenNanos;

    /**
     * No answer yet.
     *
     * @param chat whether the words stand in a {@code message}
     * @param model the model asked for, until it is known which one answers
     */
    public OllamaAnswerWriter(boolean chat, String model, Clock clock, CallContext context) {
        this.chat = chat;
        this.model = Redactor.redact(model);
        this.clock = clock;
        this.context = context;
    }

    /** Takes the name of the model that answers, where it is known. */
    void model(String name) {
        model = name.isEmpty() ? model : name;
    }

    /** Notes that the first token has come. */
    void began() {
        if (firstTokenNanos == 0) {
            firstTokenNanos = elapsedNanos();
        }
    }

    /** The whole answer. */
    public Map<String, Object> whole(LLMResponse answer) {
        model(answer.model());
        Map<String, Object> tree = words(text(answer), answer.reasoning().orElse(""), answer.toolCalls());
        end(tree, answer);
        return tree;
    }

    /** A piece of the answer. */
    Map<String, Object> piece(String text, String thinking, List<ToolCall> calls) {
        Map<String, Object> tree = words(text, thinking, calls);
        tree.put("done", false);
        return tree;
    }

    /** The last object of a stream, without words. */
    Map<String, Object> last(LLMResponse answer) {
        model(answer.model());
        Map<String, Object> tree = words("", "", List.of());
        end(tree, answer);
        return tree;
    }

    /** The answer to a request without a prompt. */
    public Map<String, Object> loaded(boolean unloaded) {
        Map<String, Object> tree = words("", "", List.of());
        tree.put("done", true);
        tree.put("done_reason", unloaded ? "unload" : "load");
        return tree;
    }

    /** The text of an answer, in which a refusal is text as well. */
    static String text(LLMResponse answer) {
        return answer.content() + answer.refusal().orElse("");
    }

    private Map<String, Object> words(String text, String thinking, List<ToolCall> calls) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("model", model);
        tree.put("created_at", clock.instant().toString());
        Map<String, Object> words = chat ? new LinkedHashMap<>(Map.of("role", "assistant")) : tree;
        words.put(chat ? "content" : "response", text);
        if (!thinking.isEmpty()) {
            words.put("thinking", thinking);
        }
        if (!calls.isEmpty()) {
            List<Object> written = new ArrayList<>();
            calls.forEach(call -> written.add(call(call, written.size())));
            words.put("tool_calls", written);
        }
        if (chat) {
            tree.put("message", words);
        }
        return tree;
    }

    private static Map<String, Object> call(ToolCall call, int index) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("index", index);
        function.put("name", call.name());
        function.put("arguments", call.arguments());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", SignedCallId.write(call.id(), call.extras()));
        tree.put("function", function);
        Map<String, Object> rest = SignedCallId.rest(call.extras());
        if (!rest.isEmpty()) {
            tree.put(AnswerFacts.FIELD, rest);
        }
        return tree;
    }

    private void end(Map<String, Object> tree, LLMResponse answer) {
        FinishReason reason = answer.finishReason();
        tree.put("done", true);
        tree.put("done_reason", reason.equals(FinishReason.TOOL_CALLS) ? "stop" : reason.value());
        long total = elapsedNanos();
        tree.put("total_duration", total);
        tree.put("load_duration", 0);
        tree.put("prompt_eval_count", answer.usage().inputTokens());
        tree.put("prompt_eval_duration", firstTokenNanos);
        tree.put("eval_count", answer.usage().outputTokens());
        tree.put("eval_duration", total - firstTokenNanos);
        Map<String, Object> facts = answer.metadata().toMapWithoutExtras();
        List<String> omitted = OmittedChoices.with(omitted(answer.parts()), answer);
        if (!omitted.isEmpty()) {
            facts.put("omitted_parts", omitted);
        }
        tree.put(AnswerFacts.FIELD, facts);
    }

    private static List<String> omitted(List<ContentPart> parts) {
        List<String> omitted = new ArrayList<>();
        for (ContentPart part : parts) {
            if (part instanceof Media media) {
                omitted.add(media.mimeType());
            } else if (part instanceof Opaque opaque) {
                omitted.add(opaque.wire());
            } else if (part instanceof Citation) {
                omitted.add("citations");
            }
        }
        return omitted.stream().distinct().toList();
    }

    private long elapsedNanos() {
        return context.ticker().nanos() - context.startNanos();
    }
}
