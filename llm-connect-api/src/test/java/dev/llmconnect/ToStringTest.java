package dev.llmconnect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No {@code toString} shows what a prompt or an answer says. Goes over every public type of the package that can be made by a public
 * constructor or a builder, so that a new one is tested as well.
 */
class ToStringTest {
    private static final String CANARY = "canary-text";

    private static final int MAX_DEPTH = 3;

    private static int depth;

    /** Parameters that name something and may be shown. */
    private static final Set<String> LABELS = Set.of(
            "id",
            "callId",
            "name",
            "toolName",
            "model",
            "provider",
            "responseProvider",
            "responseModel",
            "mimeType",
            "wire",
            "wireFormat",
            "value",
            "mode",
            "type",
            "source",
            "outcome",
            "word",
            "requestId",
            "profile",
            "answeredBy",
            "answeringModel",
            "code");

    /** Of these, lists of names. */
    private static final Set<String> LISTS_OF_LABELS = Set.of("names");

    /** Not content: settings are logged, and a failure's message is made to be shown. */
    private static final Set<Class<?>> LEFT_OUT = Set.of(RunConfig.class);

    static Stream<Class<?>> types() throws IOException, ReflectiveOperationException {
        Path classes = new File(LLMResponse.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toPath()
                .resolve("dev/llmconnect");
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.contains("Test") && !name.startsWith("package-info")) {
                    Class<?> type = Class.forName("dev.llmconnect." + name.substring(0, name.length() - 6));
                    if (isTested(type)) {
                        types.add(type);
                    }
                }
            }
        }
        return types.stream();
    }

    private static boolean isTested(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !type.isInterface()
                && !Modifier.isAbstract(type.getModifiers())
                && !Throwable.class.isAssignableFrom(type)
                && !type.getSimpleName().equals("Builder")
                && !LEFT_OUT.contains(type);
    }

    @ParameterizedTest
    @MethodSource("types")
    void showsNoContent(Class<?> type) {
        for (Object made : made(type)) {
            assertThat(made.toString()).as(type.getName()).doesNotContain(CANARY);
        }
    }

    @Test
    void theTypesOfConversationsAreAmongThem() throws Exception {
        Set<String> made = new TreeSet<>();
        types().filter(type -> !made(type).isEmpty()).forEach(type -> made.add(type.getSimpleName()));
        assertThat(made)
                .contains(
                        "Message",
                        "Text",
                        "Refusal",
                        "Citation",
                        "Media",
                        "Reasoning",
                        "ToolResult",
                        "Opaque",
                        "Hint",
                        "ToolCall",
                        "ToolCallDelta",
                        "PartEnd",
                        "Start",
                        "Tool",
                        "ResponseFormat",
                        "LLMRequest",
                        "LLMResponse",
                        "EmbeddingRequest",
                        "EmbeddingResponse",
                        "Embedding",
                        "ResponseMetadata");
    }

    /** By each public constructor, and by each static method that gives the type or its builder. */
    private static List<Object> made(Class<?> type) {
        List<Object> made = new ArrayList<>();
        for (Constructor<?> constructor : type.getConstructors()) {
            attempt(() -> constructor.newInstance(arguments(constructor.getParameters())))
                    .ifPresent(made::add);
        }
        for (Method method : type.getMethods()) {
            boolean gives = Modifier.isStatic(method.getModifiers())
                    && (method.getReturnType() == type
                            || method.getReturnType().getName().equals(type.getName() + "$Builder"));
            if (gives) {
                attempt(() -> method.invoke(null, arguments(method.getParameters())))
                        .flatMap(ToStringTest::built)
                        .ifPresent(made::add);
            }
        }
        return made;
    }

    private static Optional<Object> built(Object maker) {
        if (!maker.getClass().getSimpleName().equals("Builder")) {
            return Optional.of(maker);
        }
        for (Method setter : maker.getClass().getMethods()) {
            boolean sets = !Modifier.isStatic(setter.getModifiers())
                    && setter.getParameterCount() > 0
                    && setter.getReturnType().isInstance(maker);
            if (sets) {
                // What it refuses stays unset.
                attempt(() -> setter.invoke(maker, arguments(setter.getParameters())));
            }
        }
        return attempt(() -> maker.getClass().getMethod("build").invoke(maker));
    }

    private interface Call {
        Object run() throws ReflectiveOperationException;
    }

    private static Optional<Object> attempt(Call call) {
        try {
            return Optional.ofNullable(call.run());
        } catch (InvocationTargetException | IllegalArgumentException | InstantiationException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private static Object[] arguments(Parameter[] parameters) {
        return Stream.of(parameters).map(ToStringTest::argument).toArray();
    }

    private static Object argument(Parameter parameter) {
        if (LISTS_OF_LABELS.contains(parameter.getName())) {
            return List.of("label");
        }
        return LABELS.contains(parameter.getName()) && parameter.getType() == String.class
                ? "label"
                : value(parameter.getParameterizedType());
    }

    private static Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type raw = generic.getRawType();
            if (raw == List.class) {
                Object element = value(generic.getActualTypeArguments()[0]);
                return element == null ? List.of() : List.of(element);
            }
            if (raw == Map.class) {
                Object value = value(generic.getActualTypeArguments()[1]);
                return value == null ? Map.of() : Map.of("label", value);
            }
        }
        if (type instanceof java.lang.reflect.WildcardType wildcard) {
            return value(wildcard.getUpperBounds()[0]);
        }
        if (type == String.class || type == Object.class || type == CharSequence.class) {
            return CANARY;
        }
        if (type == int.class || type == Integer.class) {
            return 7;
        }
        if (type == long.class || type == Long.class) {
            return 7L;
        }
        if (type == boolean.class || type == Boolean.class) {
            return true;
        }
        if (type == byte[].class) {
            return CANARY.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
        if (type == float[].class) {
            return new float[] {1};
        }
        if (type == Duration.class) {
            return Duration.ofSeconds(7);
        }
        if (type == BigDecimal.class) {
            return BigDecimal.ONE;
        }
        if (type == OptionalInt.class) {
            return OptionalInt.of(7);
        }
        if (type == OptionalLong.class) {
            return OptionalLong.of(7);
        }
        if (type == ContentPart.class) {
            return new ContentPart.Text(CANARY);
        }
        if (type == EmbeddingInput.class) {
            return new EmbeddingInput.Text(CANARY);
        }
        if (type == Message.class) {
            return Message.user(CANARY);
        }
        if (type == Role.class) {
            return Role.USER;
        }
        if (type instanceof Class<?> constants && constants.isEnum()) {
            return constants.getEnumConstants()[0];
        }
        return type instanceof Class<?> another ? nested(another) : null;
    }

    /** Types may be made of each other without end. */
    private static Object nested(Class<?> type) {
        if (depth > MAX_DEPTH) {
            return null;
        }
        depth++;
        try {
            return made(type).stream().findFirst().orElse(null);
        } finally {
            depth--;
        }
    }
}
