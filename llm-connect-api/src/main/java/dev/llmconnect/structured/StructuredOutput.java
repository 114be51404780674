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
import dev.llmconnect.internal.JsonParser;
import dev.llmconnect.internal.JsonSyntaxException;
import dev.llmconnect.internal.mapping.Reading;
import dev.llmconnect.internal.mapping.TypeMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests answers of a Java type: uses the provider's structured output with the type's JSON schema, validates the answer, and
 * requests a repair of an invalid one with its violations. Immutable and thread-safe; create one per type and reuse it.
 *
 * <pre>{@code
 * record Invoice(String number, LocalDate date, List<Line> lines, Optional<String> note) {}
 *
 * Invoice invoice = adapter.execute("Read this invoice: …", Invoice.class);
 * }</pre>
 *
 * <p>Supported types are records, sealed interfaces of records, enums, {@code List}, {@code Set}, arrays, {@code Map} with string
 * keys, {@code Optional}, strings, numbers, booleans, {@code java.time}, {@code UUID} and {@code URI}. Components are required,
 * unless they are {@code Optional} or annotated as nullable. Values rejected by a record's constructor are invalid too, so a
 * record can check what a schema cannot express. {@link Description} describes components to the model.
 *
 * @param <T> type of the answer
 */
public final class StructuredOutput<T> {
    /** Default maximum number of repairs: {@value}. */
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
     * Creates an instance for a type.
     *
     * @throws IllegalArgumentException if the type, or one it contains, has no JSON form; the message names it and the supported
     *     types
     */
    public static <T> StructuredOutput<T> of(Class<T> type) {
        return new StructuredOutput<>(named(type), MAPPINGS.get(type), DEFAULT_MAX_REPAIRS);
    }

    /**
     * Creates an instance for lists.
     *
     * @throws IllegalArgumentException if the element type has no JSON form
     */
    public static <E> StructuredOutput<List<E>> listOf(Class<E> elementType) {
        return new StructuredOutput<>(
                named(elementType) + "_list", TypeMapping.listOf(elementType), DEFAULT_MAX_REPAIRS);
    }

    private static String named(Class<?> type) {
        return type.getSimpleName().replace("[]", "_list");
    }

    /**
     * Returns a copy with another maximum number of repairs.
     *
     * @param limit maximum; 0 fails on the first invalid answer
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public StructuredOutput<T> withMaxRepairs(int limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("maxRepairs must be at least 0, got " + limit);
        }
        return new StructuredOutput<>(name, mapping, limit);
    }

    /** Returns the JSON schema of the type, in the subset supported by the strict modes of providers. */
    public Map<String, Object> schema() {
        return mapping.schema();
    }

    /** Returns the response format of requests. */
    public ResponseFormat responseFormat() {
        return ResponseFormat.jsonSchema(name, schema());
    }

    /**
     * Parses an answer.
     *
     * @param text JSON, optionally in a Markdown code block
     * @throws StructuredOutputException if it is not a value of the type
     */
    public T read(String text) {
        return read("", text);
    }

    @SuppressWarnings("unchecked") // the mapping makes values of the type
    private T read(String provider, String text) {
        Reading reading = Reading.whole();
        try {
            Object value = mapping.read(JsonParser.read(unfenced(text)), reading);
            if (value != null) {
                return (T) value;
            }
        } catch (JsonSyntaxException e) {
            throw new StructuredOutputException(provider, "the answer is " + e.getMessage(), List.of(), text);
        }
        throw new StructuredOutputException(provider, "the answer is no " + name, reading.violations(), text);
    }

    /** Parses a partial answer; missing values are {@code null}, empty, 0 or false. Empty if there is no value yet. */
    @SuppressWarnings("unchecked") // the mapping makes values of the type
    Optional<T> readPartial(String text) {
        try {
            Object tree = JsonParser.readPrefix(unfenced(text));
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
     * Executes a request and blocks until the value is complete. The timeout of the request includes the repair.
     *
     * @param request request whose response format is replaced
     * @throws StructuredOutputException if the answer remains invalid, is truncated, or is a refusal
     * @throws LLMException if the call fails
     */
    public StructuredResponse<T> execute(LLMAdapter adapter, LLMRequest request) {
        LLMRequest asked = asked(request);
        return completed(adapter, asked, adapter.execute(asked));
    }

    /**
     * Executes a request and returns partial values as the model generates them. A repair, if necessary, is requested when the
     * stream has ended.
     *
     * @param request request whose response format is replaced
     * @throws LLMException if the call fails before its first event
     */
    public StructuredStream<T> stream(LLMAdapter adapter, LLMRequest request) {
        LLMRequest asked = asked(request);
        return new StructuredStream<>(this, adapter, asked, adapter.stream(asked));
    }

    /** Fixes the deadline, which all turns of a call share. */
    private LLMRequest asked(LLMRequest request) {
        Deadline deadline = request.begin().deadline();
        return request.toBuilder()
                .responseFormat(responseFormat())
                .deadline(deadline)
                .build();
    }

    /** Returns the value of an answer, after repairs if it is invalid. */
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

    /** Whether a repair may help: not for truncated answers and refusals. */
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

    /** Returns the name of the type. */
    @Override
    public String toString() {
        return "StructuredOutput[" + name + "]";
    }
}
