package dev.llmconnect.structured;

import dev.llmconnect.Deadline;
import dev.llmconnect.FinishReason;
import dev.llmconnect.LLMAdapter;
import dev.llmconnect.LLMException;
import dev.llmconnect.LLMRequest;
import dev.llmconnect.LLMResponse;
import dev.llmconnect.Message;
import dev.llmconnect.ResponseFormat;
import dev.llmconnect.Usage;
import dev.llmconnect.internal.JsonSyntaxException;
import dev.llmconnect.internal.JsonTreeReader;
import dev.llmconnect.internal.mapping.Reading;
import dev.llmconnect.internal.mapping.TypeMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks for an answer of a Java type: the provider is held to the type's JSON schema with its own structured output, the answer is
 * validated, and a wrong one is sent back once with what is wrong. Immutable and thread-safe; make one per type and keep it.
 *
 * <pre>{@code
 * record Invoice(String number, LocalDate date, List<Line> lines, Optional<String> note) {}
 *
 * Invoice invoice = adapter.execute("Read this invoice: …", Invoice.class);
 * }</pre>
 *
 * <p>A type is made of records, sealed interfaces of records, enums, {@code List}, {@code Set}, arrays, {@code Map} with texts as keys,
 * {@code Optional}, texts, numbers, booleans, {@code java.time}, {@code UUID} and {@code URI}. Every component must be there, unless it is
 * an {@code Optional} or annotated as nullable. What the constructor of a record refuses is wrong, too, so a record can check what a
 * schema cannot say. {@link Description} tells the model more of a component.
 *
 * @param <T> the type of the answer
 */
public final class StructuredOutput<T> {
    /** How often a wrong answer is sent back with what is wrong, unless something else is said: {@value}. */
    public static final int DEFAULT_MAX_REPAIRS = 1;

    private static final ClassValue<TypeMapping> MAPPINGS = new ClassValue<>() {
        @Override
        protected TypeMapping computeValue(Class<?> type) {
            return TypeMapping.of(type);
        }
    };

    private final String name;
    private final TypeMapping mapping;
    private final int maxRepairs;

    private StructuredOutput(String name, TypeMapping mapping, int maxRepairs) {
        this.name = name;
        this.mapping = mapping;
        this.maxRepairs = maxRepairs;
    }

    /**
     * Answers of a type.
     *
     * @throws IllegalArgumentException when the type, or one inside it, has no JSON form; the message names it and what is accepted
     */
    public static <T> StructuredOutput<T> of(Class<T> type) {
        return new StructuredOutput<>(named(type), MAPPINGS.get(type), DEFAULT_MAX_REPAIRS);
    }

    /**
     * Answers that are a list.
     *
     * @throws IllegalArgumentException when the type of its elements has no JSON form
     */
    public static <E> StructuredOutput<List<E>> listOf(Class<E> elementType) {
        return new StructuredOutput<>(
                named(elementType) + "_list", TypeMapping.listOf(elementType), DEFAULT_MAX_REPAIRS);
    }

    private static String named(Class<?> type) {
        return type.getSimpleName().replace("[]", "_list");
    }

    /**
     * The same with another limit of repairs.
     *
     * @param limit 0 fails on the first wrong answer
     * @throws IllegalArgumentException when it is negative
     */
    public StructuredOutput<T> withMaxRepairs(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("maxRepairs must be at least 0, got " + limit);
        }
        return new StructuredOutput<>(name, mapping, limit);
    }

    /** The JSON schema of the type, in the part of JSON Schema that the strict modes of providers take. */
    public Map<String, Object> schema() {
        return mapping.schema();
    }

    /** The format that a request asks for. */
    public ResponseFormat responseFormat() {
        return ResponseFormat.jsonSchema(name, schema());
    }

    /**
     * Reads an answer.
     *
     * @param text JSON, also inside a Markdown code block
     * @throws StructuredOutputException when it is no value of the type
     */
    public T read(String text) {
        return read("", text);
    }

    @SuppressWarnings("unchecked") // the mapping makes values of the type
    private T read(String provider, String text) {
        Reading reading = Reading.whole();
        try {
            Object value = mapping.read(JsonTreeReader.read(unfenced(text)), reading);
            if (value != null) {
                return (T) value;
            }
        } catch (JsonSyntaxException e) {
            throw new StructuredOutputException(provider, "the answer is " + e.getMessage(), List.of(), text);
        }
        throw new StructuredOutputException(provider, "the answer is no " + name, reading.violations(), text);
    }

    /** The beginning of an answer as a value, as far as it tells one: what is not there yet is {@code null}, empty, 0 or false. */
    @SuppressWarnings("unchecked") // the mapping makes values of the type
    Optional<T> readPartial(String text) {
        try {
            Object tree = JsonTreeReader.readPrefix(unfenced(text));
            return Optional.ofNullable(tree == null ? null : (T) mapping.read(tree, Reading.partial()));
        } catch (JsonSyntaxException e) {
            return Optional.empty();
        }
    }

    private static String unfenced(String text) {
        String trimmed = text.strip();
        int line = trimmed.indexOf('\n');
        if (!trimmed.startsWith("```") || line < 0) {
            return trimmed;
        }
        String inside = trimmed.substring(line + 1);
        return inside.endsWith("```") ? inside.substring(0, inside.length() - 3) : inside;
    }

    /**
     * Asks an adapter, blocking until the value is there. The timeout of the request holds for the repair, too.
     *
     * @param request its response format is replaced
     * @throws StructuredOutputException when the answer is wrong and stays so, was cut off, or is a refusal
     * @throws LLMException when the call fails otherwise
     */
    public StructuredResponse<T> execute(LLMAdapter adapter, LLMRequest request) {
        LLMRequest asked = asked(request);
        return completed(adapter, asked, adapter.execute(asked));
    }

    /**
     * Asks an adapter for the value as it is being written. A repair, if one is needed, is asked for when the stream has ended.
     *
     * @param request its response format is replaced
     * @throws LLMException when the call fails before its first event
     */
    public StructuredStream<T> stream(LLMAdapter adapter, LLMRequest request) {
        LLMRequest asked = asked(request);
        return new StructuredStream<>(this, adapter, asked, adapter.stream(asked));
    }

    /** All turns of one call end by the same moment. */
    private LLMRequest asked(LLMRequest request) {
        Deadline deadline = request.begin().deadline();
        return request.toBuilder()
                .responseFormat(responseFormat())
                .deadline(deadline)
                .build();
    }

    /** The value of an answer, after repairs where it is wrong. */
    StructuredResponse<T> completed(LLMAdapter adapter, LLMRequest request, LLMResponse first) {
        LLMRequest asked = request;
        LLMResponse response = first;
        Usage usage = first.usage();
        for (int repairs = 0; ; repairs++) {
            try {
                return new StructuredResponse<>(read(adapter.provider(), response), response, usage);
            } catch (StructuredOutputException e) {
                if (repairs == maxRepairs || !isRepairable(response)) {
                    throw e;
                }
                asked = repair(asked, response, e);
                response = adapter.execute(asked);
                usage = usage.plus(response.usage());
            }
        }
    }

    private T read(String adapter, LLMResponse response) {
        String provider = response.metadata().provider().orElse(adapter);
        if (response.refusal().isPresent()) {
            throw new StructuredOutputException(
                    provider,
                    "the model refused to answer",
                    List.of(),
                    response.refusal().get());
        }
        if (response.finishReason().equals(FinishReason.LENGTH)) {
            throw new StructuredOutputException(
                    provider,
                    "the answer was cut off at its limit of tokens: raise max_tokens",
                    List.of(),
                    response.content());
        }
        if (!response.toolCalls().isEmpty()) {
            throw new StructuredOutputException(
                    provider,
                    "the model called a tool instead of answering: run tools with ToolRunner",
                    List.of(),
                    response.content());
        }
        return read(provider, response.content());
    }

    /** What was cut off would be cut off again, and a refusal stays one. */
    private static boolean isRepairable(LLMResponse response) {
        return response.refusal().isEmpty()
                && response.toolCalls().isEmpty()
                && !response.finishReason().equals(FinishReason.LENGTH)
                && !response.finishReason().equals(FinishReason.CONTENT_FILTER);
    }

    private static LLMRequest repair(LLMRequest asked, LLMResponse wrong, StructuredOutputException what) {
        return asked.toBuilder()
                .message(wrong.content().isEmpty() ? Message.assistant("(nothing)") : wrong.toMessage())
                .message(Message.user(what.getMessage() + "\nAnswer again with nothing but JSON that fits the schema."))
                .build();
    }

    /** Names the type. */
    @Override
    public String toString() {
        return "StructuredOutput[" + name + "]";
    }
}
