package dev.llmconnect.tools;

import dev.llmconnect.ContentPart;
import dev.llmconnect.Tool;
import dev.llmconnect.internal.JsonTreeWriter;
import dev.llmconnect.internal.mapping.Descriptions;
import dev.llmconnect.internal.mapping.Reading;
import dev.llmconnect.internal.mapping.TypeMapping;
import dev.llmconnect.internal.mapping.ValueTree;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A tool with the code that the model can call. Immutable; as thread-safe as the code. */
public final class ToolFunction {
    /**
     * Code of a tool.
     *
     * @param <A> type of the arguments
     */
    @FunctionalInterface
    public interface Code<A> {
        /**
         * Runs the tool.
         *
         * @return result for the model: a text, a {@link ContentPart} such as an image, a list of those, or a value sent as JSON
         * @throws Exception if the tool fails; its message is sent to the model
         */
        @Nullable
        Object run(A arguments) throws Exception;
    }

    private final Tool tool;
    private final @Nullable TypeMapping mapping;
    private final Code<Object> code;

    private ToolFunction(Tool tool, @Nullable TypeMapping mapping, Code<Object> code) {
        this.tool = tool;
        this.mapping = mapping;
        this.code = code;
    }

    /**
     * Creates a tool whose arguments are the components of a record. Its name is the record's in snake case ({@code GetWeather}
     * becomes {@code get_weather}), its description the record's {@link dev.llmconnect.structured.Description}.
     *
     * @throws IllegalArgumentException if a component has no JSON form
     */
    public static <A extends Record> ToolFunction of(Class<A> arguments, Code<A> code) {
        return of(snakeCase(arguments.getSimpleName()), Descriptions.of(arguments), arguments, code);
    }

    /**
     * Creates a tool whose arguments are the components of a record.
     *
     * @param description description of the tool, for the model
     * @throws IllegalArgumentException if a component has no JSON form
     */
    @SuppressWarnings("unchecked") // the mapping makes values of the record
    public static <A extends Record> ToolFunction of(
            String name, String description, Class<A> arguments, Code<A> code) {
        TypeMapping mapping = TypeMapping.of(arguments);
        return new ToolFunction(Tool.of(name, description, mapping.schema()), mapping, values -> code.run((A) values));
    }

    /** Creates a tool with its own schema. Arguments are JSON values: strings, numbers, booleans, lists and maps. */
    @SuppressWarnings("unchecked") // without a mapping the arguments are passed on
    public static ToolFunction of(Tool tool, Code<Map<String, Object>> code) {
        return new ToolFunction(tool, null, values -> code.run((Map<String, Object>) values));
    }

    /**
     * Returns the tools of an object: its methods with {@link ToolMethod}, including those of superclasses, by name.
     *
     * @throws IllegalArgumentException if there are none, a parameter has no JSON form, or parameter names are missing because
     *     the class was compiled without {@code -parameters}
     */
    public static List<ToolFunction> ofMethods(Object instance) {
        List<ToolFunction> functions = new ArrayList<>();
        for (Class<?> type = instance.getClass(); type != null; type = type.getSuperclass()) {
            Stream.of(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(ToolMethod.class) && !method.isBridge())
                    .sorted(Comparator.comparing(Method::getName))
                    .forEach(method -> functions.add(ofMethod(instance, method)));
        }
        if (functions.isEmpty()) {
            throw new IllegalArgumentException(instance.getClass().getName() + " has no method with @ToolMethod");
        }
        return List.copyOf(functions);
    }

    private static ToolFunction ofMethod(Object instance, Method method) {
        TypeMapping.opened(method);
        ToolMethod annotation = method.getAnnotation(ToolMethod.class);
        Class<?>[] types = method.getParameterTypes();
        boolean takesRecord = types.length == 1 && types[0].isRecord();
        TypeMapping mapping = takesRecord ? TypeMapping.of(types[0]) : TypeMapping.ofParameters(method);
        Tool tool = Tool.of(
                annotation.name().isEmpty() ? method.getName() : annotation.name(),
                annotation.value(),
                mapping.schema());
        Code<Object> code = takesRecord
                ? values -> TypeMapping.invoke(method, instance, values)
                : values -> TypeMapping.invoke(method, instance, (Object[]) values);
        return new ToolFunction(tool, mapping, code);
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    /** Definition sent to the model. */
    public Tool tool() {
        return tool;
    }

    /** Name of the tool. */
    String name() {
        return tool.name();
    }

    /**
     * Runs the tool.
     *
     * @throws IllegalArgumentException if the arguments do not conform to the schema; the message names each violation
     * @throws Exception if the code fails
     */
    List<ContentPart> run(Map<String, Object> arguments) throws Exception {
        if (mapping == null) {
            return content(code.run(arguments));
        }
        Reading reading = Reading.whole();
        Object values = mapping.read(arguments, reading);
        if (values == null) {
            throw new IllegalArgumentException("wrong arguments: " + String.join("; ", reading.violations()));
        }
        return content(code.run(values));
    }

    private static List<ContentPart> content(@Nullable Object result) {
        if (result instanceof ContentPart part) {
            return List.of(part);
        }
        if (result instanceof List<?> items
                && !items.isEmpty()
                && items.stream().allMatch(ContentPart.class::isInstance)) {
            return items.stream().map(ContentPart.class::cast).toList();
        }
        return List.of(new ContentPart.Text(text(result)));
    }

    private static String text(@Nullable Object result) {
        if (result == null) {
            return "done";
        }
        return result instanceof CharSequence ? result.toString() : JsonTreeWriter.of(ValueTree.of(result));
    }

    /** Collects functions from functions and objects with annotated methods. */
    static List<ToolFunction> all(Object... given) {
        return Arrays.stream(given)
                .flatMap(one -> one instanceof ToolFunction function ? Stream.of(function) : ofMethods(one).stream())
                .toList();
    }

    @Override
    public String toString() {
        return "ToolFunction[" + tool.name() + "]";
    }
}
